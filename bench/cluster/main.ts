import { Command, InvalidArgumentError } from 'commander';
import { positive } from '../../src/cli/whole-number.ts';
import { BUSY_CLUSTER, formatList, generateCluster } from './generate.ts';

/** What the command line asks for. */
interface Asked {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly seed: number;
  readonly load: number;
  readonly pending: number;
}

const asked = new Command('npm run --silent generate --')
  .description('Writes a cluster snapshot to standard output; the same options give the same bytes.')
  .option('--nodes <count>', 'nodes with GPUs', positive, 200)
  .option('--gpus-per-node <count>', 'GPUs of a node', positive, 8)
  .option('--seed <number>', 'which of the clusters of this kind', positive, 1)
  .option('--load <share>', 'share of the instances that are used', share, 0.75)
  .option('--pending <count>', 'pods that wait', positive, 40)
  .parse()
  .opts<Asked>();

process.stdout.write(formatList(generateCluster({ ...BUSY_CLUSTER, ...asked })));

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be from 0 to 1.');
  return value;
}
