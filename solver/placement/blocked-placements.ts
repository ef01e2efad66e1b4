import type { GpuModel, Placement } from '../model/gpu-model.ts';
import { overlaps } from '../model/placement.ts';

/**
 * How many placements of plain profiles an instance at each placement rules out on an empty GPU, itself included,
 * indexed by placement ordinal. The start that blocks least is the "best index": on boards with 7 compute slices
 * 1g goes to 6, 4, 5, then 0-3; double-memory 1g to 6, 4, 0, 2; 2g to 4, 0, 2; 3g to 4, 0.
 */
export function blockedPlacements(model: GpuModel): readonly number[] {
  const plain = model.placements.filter(({ profile }) => profile.plain);
  return model.placements.map((placement: Placement) => plain.filter((other) => overlaps(placement, other)).length);
}
