import { type Estimate, halfWidth } from './estimate.ts';
import { interval, percent, points, significant } from './figures.ts';
import { DEFAULT_POLICY } from './policy-roles.ts';
import type { PolicySummary } from './policy-summary.ts';
import type { AskedProfile } from './shares.ts';

/** A column of the table of a scenario. Columns in which no policy has anything to say are left out. */
export interface TextColumn {
  readonly title: string;
  /** What it shows, for a line under the tables. */
  readonly note: string;
  /** Which columns stay where the terminal is too narrow for all: those with the lowest. */
  readonly rank: number;
  cell(policy: PolicySummary): string | undefined;
}

/** After a difference, as wide as each other so that figures stay in line. */
const MARKS = { better: ' >', worse: ' <', equal: '  ', unknown: '  ' } as const;

/** All columns beside the policy's name, in order. */
export function textColumns(profiles: readonly AskedProfile[]): readonly TextColumn[] {
  const largest = profiles.length - 1;
  const name = profiles[largest]?.name ?? '';
  return [
    {
      title: 'SLICES %',
      note: 'memory slices accepted of those asked for, mean over seeds',
      rank: 1,
      cell: ({ slices }) => slices && percent(slices.mean),
    },
    { title: '+-', note: 'half of its 95 % interval', rank: 5, cell: ({ slices }) => plusMinus(slices) },
    {
      title: `TO ${DEFAULT_POLICY.toUpperCase()}`,
      note: `points of SLICES % beyond ${DEFAULT_POLICY} on the same seeds, with their 95 % interval, > significantly better, < worse`,
      rank: 2,
      cell: ({ policy, toDefault }) => (policy === DEFAULT_POLICY ? undefined : versus(toDefault)),
    },
    {
      title: 'COUNT %',
      note: 'requests accepted',
      rank: 4,
      cell: ({ count }) => (count === undefined ? undefined : percent(count)),
    },
    {
      title: `${name} %`,
      note: 'requests for this profile accepted',
      rank: 8,
      cell: ({ byProfile }) => (profiles.length < 2 ? undefined : share(byProfile[largest])),
    },
    {
      title: 'TO REPACK',
      note: 'points of SLICES % short of perfect repacking',
      rank: 3,
      cell: ({ role, toRepack }) => (role === 'oracle' ? undefined : toRepack && percent(toRepack.mean)),
    },
    {
      title: 'TO BOUND',
      note: 'points of SLICES % short of what a program that knows the future accepts',
      rank: 9,
      cell: ({ toBound }) => toBound && percent(toBound.mean),
    },
    { title: 'MOVES', note: 'for 1,000 requests', rank: 6, cell: ({ perThousand }) => some(perThousand.moves) },
    { title: 'RECUTS', note: 'for 1,000 requests', rank: 6, cell: ({ perThousand }) => some(perThousand.recuts) },
    {
      title: `${name} WAIT`,
      note: 'of the requests for this profile that had to wait and got a place, what 19 of 20 waited at most',
      rank: 6,
      cell: ({ waits }) => (waits?.[largest]?.p95 === undefined ? undefined : significant(waits[largest].p95)),
    },
    { title: 'GPUS', note: 'GPUs with a pod', rank: 10, cell: ({ state }) => state?.gpusActive.toFixed(1) },
    {
      title: 'STRANDED',
      note: 'free slices that a profile asked for cannot use, weighed by its share',
      rank: 7,
      cell: ({ state }) => state?.stranded.toFixed(1),
    },
    {
      title: 'FRAG %',
      note: 'of the headroom that repacking would give, the share that is missing',
      rank: 11,
      cell: ({ state }) => state && percent(state.fragmentation, 1),
    },
    {
      title: 'CONTENTION',
      note: 'pairs of pods with high bandwidth on one GPU',
      rank: 6,
      cell: ({ state }) => some(state?.contention ?? 0),
    },
  ];
}

function plusMinus(slices: Estimate | undefined): string | undefined {
  const half = slices && halfWidth(slices);
  return half === undefined ? undefined : percent(half);
}

function versus(comparison: PolicySummary['toDefault']): string | undefined {
  if (comparison === undefined) return undefined;
  return `${points(comparison.mean)}${interval(comparison)}${MARKS[comparison.verdict]}`;
}

function share(of: number | undefined): string | undefined {
  return of === undefined ? undefined : percent(of, 1);
}

function some(value: number): string | undefined {
  return value > 0 ? significant(value) : undefined;
}
