import { print } from '../../src/cli/output.ts';
import { formatTable } from '../../src/cli/table.ts';
import { contenders } from '../contenders.ts';

/** Runs `slicewise bench policies`: a line for each policy, in the order of `--policy all`. */
export function runPolicies(): void {
  const titles = ['POLICY', 'MODES', 'AN INSTANCE GOES TO'];
  print(
    formatTable(
      titles.map((title) => ({ title, align: 'left' })),
      contenders.map(({ name, modes, summary }) => [name, modes.join(', '), summary]),
    ),
  );
}
