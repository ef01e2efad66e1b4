import { print } from '../../src/cli/output.ts';
import { formatTable } from '../../src/cli/table.ts';
import { contenders } from '../contenders.ts';
import type { BenchOptions } from './options.ts';
import { refuseOthers } from './refusals.ts';

/** The options that have a use for a list of policies. */
const KNOWN: ReadonlySet<string> = new Set<keyof BenchOptions>(['mode']);

/**
 * Runs `slicewise bench policies`: a line for each policy, or for each that decides in a mode, in the order of `--policy all`.
 *
 * @param options Those of `bench` that were given.
 * @throws BadInput naming an option without use.
 */
export function runPolicies(options: BenchOptions): void {
  refuseOthers(options, KNOWN, 'policies, which runs nothing');
  const { mode } = options;
  const titles = ['POLICY', 'MODES', 'AN INSTANCE GOES TO'];
  print(
    formatTable(
      titles.map((title) => ({ title, align: 'left' })),
      contenders
        .filter(({ modes }) => mode === undefined || modes.includes(mode))
        .map(({ name, modes, summary }) => [name, modes.join(', '), summary]),
    ),
  );
}
