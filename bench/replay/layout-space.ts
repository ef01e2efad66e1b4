import { type LayoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import { type Layout, layoutsOf } from '../../solver/layout/layouts.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { excludes } from '../../solver/model/placement.ts';

/** A way for an instance into a layout: instances of it have to go first. */
export interface WayIn {
  /** Index of the layout. */
  readonly layout: number;
  readonly placement: Placement;
  /** At least one. */
  readonly inTheWay: readonly Placement[];
  /** For each of them, whether its GPU has room for its profile elsewhere once all have gone and the instance is there. */
  readonly mayStay: readonly boolean[];
  /** Memory slices of those. */
  readonly slices: number;
}

/** All layouts of a model by number, how instances lead from one to another, and how to get into each at others' cost. */
export interface LayoutSpace {
  /** The layout once an instance is created, or destroyed. */
  after(layout: number, placement: Placement): number;
  before(layout: number, placement: Placement): number;
  /** The ways into a layout for the profile with this ordinal, none of them free. */
  waysIn(layout: number, profile: number): readonly WayIn[];
}

/** Order of ways: fewest instances displaced, then fewest memory slices; total, so that searches always take the same. */
export function compareWays(a: WayIn, b: WayIn): number {
  return (
    a.inTheWay.length - b.inTheWay.length ||
    a.slices - b.slices ||
    a.layout - b.layout ||
    a.placement.ordinal - b.placement.ordinal
  );
}

const spaces = new WeakMap<LayoutTable, LayoutSpace>();

/** The layouts of a model; built on first use, then shared. */
export function layoutSpace(table: LayoutTable): LayoutSpace {
  const known = spaces.get(table) ?? buildSpace(table);
  spaces.set(table, known);
  return known;
}

function buildSpace(table: LayoutTable): LayoutSpace {
  const { placements, profiles } = table.model;
  const layouts = layoutsOf(table);
  const numberOf = new Map(layouts.map(({ instances }, number) => [keyOf(instances), number]));
  const after = new Int32Array(layouts.length * placements.length);
  const before = new Int32Array(layouts.length * placements.length);
  for (const [number, { instances }] of layouts.entries()) {
    for (const gone of instances) {
      const smaller = numberOf.get(keyOf(instances.filter((each) => each !== gone))) ?? 0;
      before[number * placements.length + gone.ordinal] = smaller;
      after[smaller * placements.length + gone.ordinal] = number;
    }
  }
  const ways = layouts.map((layout, number) =>
    profiles.map((profile) =>
      placements
        .filter((placement) => placement.profile === profile)
        .flatMap((placement) => wayInto(table, layout, number, placement)),
    ),
  );
  return {
    after: (layout, { ordinal }) => after[layout * placements.length + ordinal] ?? 0,
    before: (layout, { ordinal }) => before[layout * placements.length + ordinal] ?? 0,
    waysIn: (layout, profile) => ways[layout]?.[profile] ?? [],
  };
}

function wayInto(table: LayoutTable, { instances }: Layout, layout: number, placement: Placement): readonly WayIn[] {
  const inTheWay = instances.filter((other) => excludes(table.model, other, placement));
  const staying = instances.filter((other) => !inTheWay.includes(other));
  const occupancy = occupancyOf(table, [...staying, placement]);
  if (inTheWay.length === 0 || occupancy === undefined) return [];
  return [
    {
      layout,
      placement,
      inTheWay,
      mayStay: inTheWay.map(({ profile }) => table.spare(occupancy, profile.ordinal) > 0),
      slices: inTheWay.reduce((sum, { profile }) => sum + profile.memory, 0),
    },
  ];
}

/** Layouts list their instances in ordinal order. */
function keyOf(instances: readonly Placement[]): string {
  return instances.map(({ ordinal }) => ordinal).join();
}
