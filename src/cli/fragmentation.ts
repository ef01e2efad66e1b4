import { type FragmentationReport, type PoolReport, reportFragmentation } from '../advisor/fragmentation.ts';
import { allProblems, buildCluster } from '../cluster/cluster.ts';
import { readSnapshot } from '../cluster/snapshot.ts';
import { counted } from '../counted.ts';
import { bold, type OutputFormat, print, printJson, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';
import { layoutTable } from './table.ts';

/** Options of `slicewise fragmentation`. */
export interface FragmentationOptions {
  readonly snapshot: string;
  readonly output: OutputFormat;
  readonly poolLabel?: string;
}

/** Runs `slicewise fragmentation`: headroom ladder and stranded slices, per pool and profile. */
export async function runFragmentation({ snapshot, output, poolLabel }: FragmentationOptions): Promise<void> {
  const cluster = buildCluster(await readSnapshot(snapshot));
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
  const { name, gpus, memorySlices, freeSlices, promisedSlices, inferredGpus, placementsObserved, profiles } = pool;
  const promised = promisedSlices > 0 ? `, ${promisedSlices} of these promised to nominated pods` : '';
  const title = `${bold(name)}: ${counted(gpus, 'GPU')}, ${freeSlices} of ${memorySlices} memory slices free${promised}`;
  const notes = [
    ...(inferredGpus > 0 ? [`  the layout of ${counted(inferredGpus, 'GPU')} was worked out, not read`] : []),
    ...(placementsObserved ? [] : ['  the windows of this model were inferred from its family, never seen on a board']),
  ];
  const shown = profiles.filter(({ profile, inDemand }) => inDemand || /gb$/.test(profile));
  const table = layoutTable(
    [
      { title: 'PROFILE', align: 'left' },
      { title: 'AS SHAPED', align: 'right' },
      { title: 'RESHAPED', align: 'right' },
      { title: 'REPACKED', align: 'right' },
      { title: 'STRANDED BY SHAPE', align: 'right' },
      { title: 'BY PLACEMENT', align: 'right' },
      { title: 'IN DEMAND', align: 'left' },
    ],
    shown.map(({ profile, asShaped, reshaped, reshapedMost, repacked, stranded, inDemand }) => [
      profile,
      asShaped,
      range(reshaped, reshapedMost),
      repacked,
      range(stranded.shape, stranded.shapeMost),
      range(stranded.placementLeast, stranded.placement),
      inDemand ? 'yes' : 'no',
    ]),
  );
  return [title, ...notes, table].join('\n');
}

/** `3`, or `0 to 3` where it is not known which instances are used. */
function range(least: number, most: number): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
