import type { GpuModel, Placement, Profile } from './gpu-model.ts';
import { failure, ok, type Result } from './result.ts';

/** The placement of `profile` at `start`; fails with a sentence that names both where the start is not legal. */
export function placementAt(model: GpuModel, profile: Profile, start: number): Result<Placement> {
  const found = model.placements.find((placement) => placement.profile === profile && placement.start === start);
  return found === undefined
    ? failure(`${profile.name} cannot start at memory slice ${start}, only at ${profile.starts.join(', ')}`)
    : ok(found);
}

/** Writes a placement as `3g.20gb@4`. */
export function formatPlacement({ profile, start }: Placement): string {
  return `${profile.name}@${start}`;
}

/** True where two placements share a memory slice. */
export function overlaps(a: Placement, b: Placement): boolean {
  return (a.window & b.window) !== 0;
}

/**
 * True where two placements cannot exist together on one GPU of `model`: their windows overlap, or they claim more
 * engines than there are. On every known model a set of placements is legal exactly if no two of them exclude each other.
 */
export function excludes(model: GpuModel, a: Placement, b: Placement): boolean {
  return (
    overlaps(a, b) ||
    a.profile.engines.media + b.profile.engines.media > model.engines.media ||
    a.profile.engines.ofa + b.profile.engines.ofa > model.engines.ofa
  );
}
