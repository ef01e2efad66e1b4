import { type FragmentationReport, type PoolReport, reportFragmentation } from '../advisor/fragmentation.ts';
import { doubtsAbout, ladderOf } from '../advisor/ladder.ts';
import { allProblems } from '../cluster/cluster.ts';
import { counted } from '../counted.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { openCluster } from './open-cluster.ts';
import { bold, type OutputFormat, print, printJson, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';
import { formatTable } from './table.ts';

/** Options of `slicewise fragmentation`. */
export interface FragmentationOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly poolLabel?: string;
}

/** Runs `slicewise fragmentation`: headroom ladder and stranded slices, per pool and profile. */
export async function runFragmentation({ output, poolLabel, ...options }: FragmentationOptions): Promise<void> {
  const { value: cluster } = await openCluster(options, { poolLabel });
  const report = reportFragmentation(cluster, { poolLabel });
  if (output === 'json') printJson(report);
  else print(formatReport(report));
  warnOfPoolLabel(cluster, poolLabel);
  warnOfProblems(allProblems(cluster));
}

function formatReport({ pools }: FragmentationReport): string {
  if (pools.length === 0) return 'There is no GPU in MIG mode.';
  return pools.map(formatPool).join('\n\n');
}

function formatPool(pool: PoolReport): string {
  const { name, gpus, memorySlices, freeSlices, promisedSlices } = pool;
  const promised = promisedSlices > 0 ? `, ${promisedSlices} of these promised to nominated pods` : '';
  const title = `${bold(name)}: ${counted(gpus, 'GPU')}, ${freeSlices} of ${memorySlices} memory slices free${promised}`;
  const table = formatTable(
    [
      { title: 'PROFILE', align: 'left' },
      { title: 'AS SHAPED', align: 'right' },
      { title: 'RESHAPED', align: 'right' },
      { title: 'REPACKED', align: 'right' },
      { title: 'STRANDED BY SHAPE', align: 'right' },
      { title: 'BY PLACEMENT', align: 'right' },
      { title: 'IN DEMAND', align: 'left' },
    ],
    ladderOf(pool).map(({ profile, asShaped, reshaped, repacked, byShape, byPlacement, inDemand }) => [
      profile,
      asShaped,
      reshaped,
      repacked,
      byShape,
      byPlacement,
      inDemand ? 'yes' : 'no',
    ]),
  );
  const { index, shape, placement } = pool.fragmentation;
  const parts = `${index.toFixed(2)}, of which ${shape.toFixed(2)} by shape and ${placement.toFixed(2)} by placement`;
  return [title, `  fragmentation ${parts}`, ...doubtsAbout(pool).map((doubt) => `  ${doubt}`), table].join('\n');
}
