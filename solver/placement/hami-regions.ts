import type { LayoutTable } from '../layout/layout-table.ts';
import type { GpuModel, Placement } from '../model/gpu-model.ts';
import { hamiPolicies } from './hami.ts';

/**
 * HAMi after 2.10 (pull request 2855, pkg/device/nvidia/mig_topology.go): the GPU is cut into two halves, and of the free
 * starts one is taken that leaves the most halves empty; of those, one in its zone (an instance as large as a half in the
 * reserved half, the one where fewer placements lie, a smaller one in the other); of those, the one farthest from the
 * middle. Where a placement lies across the middle, other than that of the whole GPU, there are no halves.
 */
export const { spread: hamiRegionsSpread, binpack: hamiRegionsBinpack } = hamiPolicies({
  version: 'regions',
  summary: 'keep halves empty, large instances in one and small ones in the other, from the ends (HAMi after 2.10)',
  orderStarts: ({ table }) => {
    const halves = halvesOf(table.model);
    return (occupancy, placement) => {
      const free = emptyHalves(table, table.occupied(occupancy) | placement.window, halves);
      const half = halves.find(({ slices }) => (placement.window & ~slices) === 0);
      if (half === undefined) return order({ emptyHalves: free, isOutOfZone: false, fromMiddle: 0 });
      const isOutOfZone = (placement.window === half.slices) !== half.isReserved;
      return order({ emptyHalves: free, isOutOfZone, fromMiddle: half.fromMiddle(placement) });
    };
  },
});

interface Half {
  readonly slices: number;
  readonly isReserved: boolean;
  /** Slices between a placement in this half and the middle of the GPU. */
  fromMiddle(placement: Placement): number;
}

function halvesOf({ memorySlices, placements }: GpuModel): readonly Half[] {
  const middle = memorySlices / 2;
  const low = (1 << middle) - 1;
  const high = low << middle;
  const plain = placements.filter(({ profile }) => profile.plain);
  const lies = (slices: number): number => plain.filter(({ window }) => (window & ~slices) === 0).length;
  const parts = plain.filter(({ profile }) => profile.memory < memorySlices).length;
  if (lies(low) + lies(high) < parts) return [];
  const isLowReserved = lies(low) < lies(high);
  return [
    {
      slices: low,
      isReserved: isLowReserved,
      fromMiddle: ({ start, profile }) => middle - (start + profile.memory),
    },
    { slices: high, isReserved: !isLowReserved, fromMiddle: ({ start }) => start - middle },
  ];
}

function emptyHalves({ model }: LayoutTable, occupied: number, halves: readonly Half[]): number {
  const regions = halves.length > 0 ? halves.map(({ slices }) => slices) : [(1 << model.memorySlices) - 1];
  return regions.filter((slices) => (occupied & slices) === 0).length;
}

/** The three criteria as one number that compares as they do one after the other. */
function order(rated: {
  readonly emptyHalves: number;
  readonly isOutOfZone: boolean;
  readonly fromMiddle: number;
}): number {
  return -rated.emptyHalves * 64 + (rated.isOutOfZone ? 32 : 0) - rated.fromMiddle;
}
