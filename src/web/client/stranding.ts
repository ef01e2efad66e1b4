import { segmentsOf, windowOf } from './look.ts';
import type { WireModel, WireProfile } from './wire.ts';

/**
 * Free memory slices of one GPU that a profile cannot use, as bits. `shape`: they lie in a free window of the profile, but
 * in no idle instance of it, so idle instances must be recut. `placement`: they lie in no free window, though the profile
 * has a window there, so pods must move. Slices of instances of which nobody knows whether they are used are in neither.
 */
export interface Marks {
  readonly shape: number;
  readonly placement: number;
}

/** Nothing is marked. */
export const NO_MARKS: Marks = { shape: 0, placement: 0 };

const known = new WeakMap<WireProfile, Map<string, Marks>>();

/** The marks of a GPU with this look, for a profile of its model. GPUs that look alike share them. */
export function marksOf(model: WireModel, look: string, profile: WireProfile): Marks {
  const looks = known.get(profile) ?? new Map<string, Marks>();
  known.set(profile, looks);
  const marks = looks.get(look) ?? findMarks(model, look, profile);
  looks.set(look, marks);
  return marks;
}

function findMarks(model: WireModel, look: string, profile: WireProfile): Marks {
  let taken = 0;
  let ready = 0;
  let media = 0;
  let ofa = 0;
  for (const segment of segmentsOf(model, look)) {
    const window = windowOf(segment.start, segment.length);
    if (segment.use === 'idle' && segment.profile === profile) ready |= window;
    if (segment.use !== 'used' && segment.use !== 'maybe') continue;
    taken |= window;
    media += segment.profile?.media ?? 0;
    ofa += segment.profile?.ofa ?? 0;
  }
  const hasEngines = media + profile.media <= model.media && ofa + profile.ofa <= model.ofa;
  const windows = profile.starts.map((start) => windowOf(start, profile.memory));
  const reachable = hasEngines ? windows.filter((window) => (window & taken) === 0) : [];
  const usable = reachable.reduce((sum, window) => sum | window, 0);
  const possible = windows.reduce((sum, window) => sum | window, 0) & ~taken & ~ready;
  return { shape: possible & usable, placement: possible & ~usable };
}
