import type { State } from '../../replay/outcome.ts';
import { halfWidth } from '../estimate.ts';
import { interval, percent, points, significant } from '../figures.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import type { PolicySummary } from '../policy-summary.ts';
import type { ScenarioSummary } from '../summary.ts';

/** A column of a scenario's table. */
export interface PageColumn {
  readonly title: string;
  /** What it means, told to whoever points at the title. */
  readonly note: string;
  cell(policy: PolicySummary): string | undefined;
  /** A share of 1 that colours the cell. */
  heat?(policy: PolicySummary): number | undefined;
}

/** The columns of a scenario, under heads; those in which nothing happened are left out later. */
export function pageColumns({
  profiles,
  fleetSlices,
}: ScenarioSummary): readonly (readonly [head: string, columns: readonly PageColumn[]])[] {
  return [
    [
      'accepted, %',
      [
        {
          title: 'slices',
          note: 'memory slices accepted of those asked for, with half of the 95 % interval',
          cell: ({ slices }) => slices && `${percent(slices.mean)}${plusMinus(halfWidth(slices))}`,
          heat: ({ slices }) => slices?.mean,
        },
        {
          title: 'count',
          note: 'requests accepted',
          cell: ({ count }) => (count === undefined ? undefined : percent(count)),
          heat: ({ count }) => count,
        },
        ...profiles.map(({ name }, index) => ({
          title: name,
          note: `requests for ${name} accepted`,
          cell: ({ byProfile }: PolicySummary) => share(byProfile[index]),
          heat: ({ byProfile }: PolicySummary) => byProfile[index],
        })),
      ],
    ],
    [
      'slices, points',
      [
        {
          title: `to ${DEFAULT_POLICY}`,
          note: `beyond ${DEFAULT_POLICY} on the same requests, with the 95 % interval`,
          cell: ({ policy, toDefault }) =>
            policy === DEFAULT_POLICY || toDefault === undefined
              ? undefined
              : `${points(toDefault.mean)}${interval(toDefault)}`,
        },
        {
          title: 'to repack',
          note: 'short of perfect repacking',
          cell: ({ role, toRepack }) => (role === 'oracle' ? undefined : toRepack && percent(toRepack.mean)),
        },
        {
          title: 'to bound',
          note: 'short of the clairvoyant program',
          cell: ({ toBound }) => toBound && percent(toBound.mean),
        },
      ],
    ],
    [
      'for 1,000 requests',
      [
        { title: 'moves', note: 'pods restarted elsewhere', cell: ({ perThousand }) => some(perThousand.moves) },
        {
          title: 'slices moved',
          note: 'memory slices of those pods',
          cell: ({ perThousand }) => some(perThousand.movedSlices),
        },
        { title: 'recuts', note: 'GPUs recut', cell: ({ perThousand }) => some(perThousand.recuts) },
        {
          title: 'destroyed',
          note: 'idle instances destroyed by it',
          cell: ({ perThousand }) => some(perThousand.destroyed),
        },
      ],
    ],
    [
      'GPUs',
      [
        ofState('active', 'GPUs with a pod, mean over time', (state) => state.gpusActive.toFixed(1)),
        ofState('needed', 'the fewest that would do if every pod could be moved', (state) =>
          state.gpusNeeded.toFixed(1),
        ),
        ofState('used %', 'memory slices in use', (state) => percent(state.usedSlices / fleetSlices, 1)),
      ],
    ],
    [
      'fragmentation, mean over time',
      [
        ofState('stranded', 'free slices that a profile asked for cannot use, weighed by its share', (state) =>
          state.stranded.toFixed(1),
        ),
        ofState('dead', 'free slices that no profile can use', (state) => state.dead.toFixed(1)),
        ofState('lost %', 'of the headroom that repacking would give, the share that is missing', (state) =>
          percent(state.fragmentation, 1),
        ),
        ofState('MFI', "MFI's severity, mean over GPUs", (state) => measure(state.mfiSeverity)),
        ofState('MIGBench', "MIGBench's physical measure, mean over GPUs", (state) => measure(state.migbenchPhysical)),
        ofState('MIGBench stranded', "MIGBench's stranded measure, mean over GPUs", (state) =>
          measure(state.migbenchStranded),
        ),
        ofState('contention', 'pairs of pods with high bandwidth on one GPU', (state) => some(state.contention)),
      ],
    ],
    [
      'first rejection',
      [
        {
          title: 'time',
          note: 'when the first request found no place',
          cell: ({ firstRejection }) => firstRejection && significant(firstRejection.time),
        },
        {
          title: 'used %',
          note: 'memory slices in use at that time',
          cell: ({ firstRejection }) => firstRejection && percent(firstRejection.slicesUsed / fleetSlices, 1),
        },
      ],
    ],
  ];
}

function ofState(title: string, note: string, write: (state: State) => string | undefined): PageColumn {
  return { title, note, cell: ({ state }) => state && write(state) };
}

/** Where there are no layouts, these measures do not exist. */
function measure(value: number | null): string | undefined {
  return value === null ? undefined : significant(value);
}

function plusMinus(half: number | undefined): string {
  return half === undefined ? '' : ` ± ${percent(half)}`;
}

function share(of: number | undefined): string | undefined {
  return of === undefined ? undefined : percent(of, 1);
}

function some(value: number): string | undefined {
  return value > 0 ? significant(value) : undefined;
}
