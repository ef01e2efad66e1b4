import { gpuModels } from '../../solver/model/catalogue.ts';
import type { Run, State } from '../replay/outcome.ts';
import type { BenchResult, Bound, NamedScenario } from '../result.ts';
import { type AskedProfile, countShare, ratio, sliceShare, slicesOf, sum } from './shares.ts';

/** What a column of the CSV holds, from one replay. */
interface CsvColumn {
  readonly name: string;
  readonly note: string;
  cell(row: Row): string | number | undefined;
}

interface Row {
  readonly named: NamedScenario;
  readonly run: Run;
  /** All profiles of the model. */
  readonly profiles: readonly AskedProfile[];
  readonly bound: Bound | undefined;
}

function ofMean(name: string, note: string, pick: (state: State) => number | null): CsvColumn {
  return { name, note, cell: ({ run }) => pick(run.outcome.mean) ?? undefined };
}

function byProfile(name: string, note: string, pick: (run: Run) => Packable | undefined): CsvColumn {
  return { name, note, cell: ({ run, profiles }) => packed(pick(run), profiles) };
}

/** The columns, in order. New ones are only ever added at the end. */
export const CSV_COLUMNS: readonly CsvColumn[] = [
  { name: 'scenario', note: 'name of the scenario', cell: ({ named }) => named.name },
  { name: 'policy', note: 'name of the policy', cell: ({ run }) => run.policy },
  { name: 'seed', note: 'the same seed is the same stream of requests for every policy', cell: ({ run }) => run.seed },
  { name: 'model', note: 'GPU model', cell: ({ named }) => named.scenario.fleet.model },
  { name: 'gpus', note: 'GPUs of the fleet', cell: ({ named }) => named.scenario.fleet.gpus },
  { name: 'mode', note: '`carve` or `static`', cell: ({ named }) => named.scenario.mode.kind },
  {
    name: 'mix',
    note: 'name of the mix, or of the trace',
    cell: ({ named: { scenario } }) =>
      scenario.workload.kind === 'trace' ? scenario.workload.name : scenario.workload.mix.name,
  },
  {
    name: 'load',
    note: 'slices asked for as a share of the fleet; empty for a trace',
    cell: ({ named: { scenario } }) => (scenario.workload.kind === 'trace' ? undefined : scenario.workload.load),
  },
  { name: 'asked', note: 'requests counted', cell: ({ run }) => sum(run.outcome.asked) },
  { name: 'accepted', note: 'those of them that were placed', cell: ({ run }) => sum(run.outcome.accepted) },
  {
    name: 'asked_slices',
    note: 'memory slices of the requests counted',
    cell: ({ run, profiles }) => slicesOf(run.outcome.asked, profiles),
  },
  {
    name: 'accepted_slices',
    note: 'memory slices of those that were placed',
    cell: ({ run, profiles }) => slicesOf(run.outcome.accepted, profiles),
  },
  { name: 'acceptance', note: '`accepted / asked`', cell: ({ run }) => countShare(run.outcome) },
  {
    name: 'slice_acceptance',
    note: '`accepted_slices / asked_slices`',
    cell: ({ run, profiles }) => sliceShare(run.outcome, profiles),
  },
  {
    name: 'bound_slice_acceptance',
    note: 'the most that any policy could reach, by the clairvoyant program; empty where it did not run',
    cell: ({ bound }) => bound && ratio(bound.acceptedSlices, bound.askedSlices),
  },
  {
    name: 'first_rejection_time',
    note: 'when the first request found no place; empty where all did',
    cell: ({ run }) => run.outcome.firstRejection?.time,
  },
  {
    name: 'first_rejection_slices_used',
    note: 'memory slices in use at that time',
    cell: ({ run }) => run.outcome.firstRejection?.slicesUsed,
  },
  { name: 'moves', note: 'pods restarted elsewhere', cell: ({ run }) => run.outcome.moves },
  { name: 'moved_slices', note: 'memory slices that they use', cell: ({ run }) => run.outcome.movedSlices },
  { name: 'recuts', note: 'GPUs recut', cell: ({ run }) => run.outcome.recuts },
  { name: 'destroyed', note: 'idle instances destroyed by it', cell: ({ run }) => run.outcome.destroyed },
  ofMean('used_slices', 'memory slices in use', (state) => state.usedSlices),
  ofMean('gpus_active', 'GPUs with a pod', (state) => state.gpusActive),
  ofMean('gpus_needed', 'fewest GPUs that would do if every pod could be moved', (state) => state.gpusNeeded),
  ofMean('stranded', 'free slices in no free window of a profile, weighed by its share', (state) => state.stranded),
  ofMean('dead', 'free slices in no free window of any profile', (state) => state.dead),
  ofMean(
    'fragmentation',
    'of the headroom that repacking would give, the share that is missing',
    (state) => state.fragmentation,
  ),
  ofMean(
    'mfi_severity',
    "MFI's severity, mean over GPUs; empty for `repack`, which has no layouts",
    (state) => state.mfiSeverity,
  ),
  ofMean(
    'migbench_physical',
    "MIGBench's physical fragmentation, mean over GPUs; likewise",
    (state) => state.migbenchPhysical,
  ),
  ofMean(
    'migbench_stranded',
    "MIGBench's stranded measure, mean over GPUs; likewise",
    (state) => state.migbenchStranded,
  ),
  ofMean('contention', 'pairs of pods with high bandwidth on one GPU', (state) => state.contention),
  byProfile('asked_by_profile', 'as `asked`', ({ outcome }) => outcome.asked),
  byProfile('accepted_by_profile', 'as `accepted`', ({ outcome }) => outcome.accepted),
  byProfile('as_shaped_by_profile', 'further instances as shaped', ({ outcome }) => outcome.mean.asShaped),
  byProfile('reshaped_by_profile', 'further instances reshaped', ({ outcome }) => outcome.mean.reshaped),
  byProfile('repacked_by_profile', 'further instances repacked', ({ outcome }) => outcome.mean.repacked),
  byProfile(
    'wait_p50_by_profile',
    'of the requests that had to wait and got a place, half waited at most this long; profiles without any are left out; empty without a queue',
    ({ outcome }) => outcome.waits?.map(({ placed, p50 }) => (placed === 0 ? undefined : p50)),
  ),
  byProfile('wait_p95_by_profile', 'likewise for 19 of 20', ({ outcome }) =>
    outcome.waits?.map(({ placed, p95 }) => (placed === 0 ? undefined : p95)),
  ),
  byProfile('still_waiting_by_profile', 'requests that wait at the end', ({ outcome }) =>
    outcome.waits?.map(({ stillWaiting }) => stillWaiting),
  ),
];

/**
 * A bench as comma-separated values (RFC 4180, lines ended by a line feed): a title line, then one line for each replay, in
 * the order of the result. Numbers have the digits that they have in the result: all of them, but for averages over time and
 * waiting times, which are kept to six. What was not measured is empty.
 */
export function benchCsv(result: BenchResult): string {
  const bounds = new Map(result.bounds.map((bound) => [`${bound.scenario}/${bound.seed}`, bound]));
  const lines = result.runs.flatMap((run) => {
    const named = result.scenarios[run.scenario];
    if (named === undefined) return [];
    const profiles = gpuModels.find(({ name }) => name === named.scenario.fleet.model)?.profiles ?? [];
    const row: Row = { named, run, profiles, bound: bounds.get(`${run.scenario}/${run.seed}`) };
    return [CSV_COLUMNS.map(({ cell }) => quoted(String(cell(row) ?? ''))).join(',')];
  });
  return [CSV_COLUMNS.map(({ name }) => name).join(','), ...lines].join('\n');
}

/** A number for each profile, by ordinal; undefined for those that have none. */
type Packable = readonly (number | undefined)[];

/** `1g.5gb:12 7g.40gb:3`, of the profiles that have a number. */
function packed(values: Packable | undefined, profiles: readonly AskedProfile[]): string | undefined {
  return values
    ?.flatMap((value, ordinal) => (value === undefined ? [] : [`${profiles[ordinal]?.name}:${value}`]))
    .join(' ');
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
