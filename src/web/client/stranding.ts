import { segmentsOf, windowOf } from './look.ts';
import type { WireModel, WireProfile } from './wire.ts';

/**
 * Free memory slices of one GPU that a profile cannot use now, by what they want for, as bits; each is in one of them. Those
 * of instances of which nobody knows whether they are used are in none.
 */
export interface Unused {
  /** In windows that the profile would have once idle instances are recut. */
  readonly shape: number;
  /** In windows of the profile that it would not have even then: pods stand in them. */
  readonly blocked: number;
  /** In no window of the profile: of use to it only by taking what pods are moved out of one. */
  readonly aside: number;
}

/** How instances come about on a GPU: they are there before pods are, or are cut as pods arrive. */
export interface Cutting {
  readonly model: WireModel;
  readonly look: string;
  readonly isCarved: boolean;
}

const known = new WeakMap<WireProfile, Map<string, Unused>>();

/** What a GPU has that a profile of its model cannot use. GPUs that look alike share it. */
export function unusedOf(gpu: Cutting, profile: WireProfile): Unused {
  const looks = known.get(profile) ?? new Map<string, Unused>();
  known.set(profile, looks);
  const key = gpu.isCarved ? `${gpu.look} carved` : gpu.look;
  const unused = looks.get(key) ?? findUnused(gpu, profile);
  looks.set(key, unused);
  return unused;
}

function findUnused({ model, look, isCarved }: Cutting, profile: WireProfile): Unused {
  let taken = 0;
  let media = 0;
  let ofa = 0;
  const ready = new Set<number>();
  for (const { start, length, use, profile: cut } of segmentsOf(model, look)) {
    if (use === 'idle' && cut === profile) ready.add(start);
    if (use !== 'used' && use !== 'maybe') continue;
    taken |= windowOf(start, length);
    media += cut?.media ?? 0;
    ofa += cut?.ofa ?? 0;
  }
  const most = Math.min(shareOf(model.media - media, profile.media), shareOf(model.ofa - ofa, profile.ofa));
  const free = profile.starts.filter((start) => (windowOf(start, profile.memory) & taken) === 0);
  // Windows of one profile never overlap, so all that are free can be had at once, as far as engines go.
  const usable = [...free.filter((start) => ready.has(start)), ...free.filter((start) => !ready.has(start))].slice(
    0,
    most,
  );
  const cover = (starts: readonly number[]): number =>
    starts.reduce((sum, start) => sum | windowOf(start, profile.memory), 0);
  const unused = windowOf(0, model.memorySlices) & ~taken & ~cover(usable);
  return {
    // Where instances are cut as pods arrive, a free window is as good as an idle instance.
    shape: isCarved ? 0 : cover(usable.filter((start) => !ready.has(start))),
    blocked: unused & cover(profile.starts),
    aside: unused & ~cover(profile.starts),
  };
}

function shareOf(left: number, each: number): number {
  return each === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(left / each));
}
