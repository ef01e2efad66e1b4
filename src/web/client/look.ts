import type { WireModel, WireProfile } from './wire.ts';

/** How a stretch of memory slices is used; `maybe`: some instances of the profile on the node are, not known which. */
export type Use = 'used' | 'idle' | 'maybe' | 'none';

/** A stretch of memory slices of one GPU: an instance, or one slice without one. */
export interface Segment {
  readonly start: number;
  readonly length: number;
  /** Undefined where there is no instance. */
  readonly profile: WireProfile | undefined;
  readonly use: Use;
  /** Position of its pod among the GPU's pods; -1 where none is known. */
  readonly podAt: number;
}

const USES: Readonly<Record<string, Use>> = { p: 'used', u: 'used', i: 'idle', m: 'maybe' };

const known = new WeakMap<WireModel, Map<string, readonly Segment[]>>();

/** The segments of a GPU with this look, by start; together they cover every memory slice once. GPUs that look alike share them. */
export function segmentsOf(model: WireModel, look: string): readonly Segment[] {
  const looks = known.get(model) ?? new Map<string, readonly Segment[]>();
  known.set(model, looks);
  const segments = looks.get(look) ?? readLook(model, look);
  looks.set(look, segments);
  return segments;
}

function readLook(model: WireModel, look: string): readonly Segment[] {
  const segments: Segment[] = [];
  let pods = 0;
  let taken = 0;
  for (let at = 0; at < look.length; at += 3) {
    const profile = model.profiles[Number.parseInt(look.charAt(at), 36)];
    const start = Number.parseInt(look.charAt(at + 1), 36);
    const letter = look.charAt(at + 2);
    if (profile === undefined) continue;
    const use = USES[letter] ?? 'used';
    segments.push({ start, length: profile.memory, profile, use, podAt: letter === 'p' ? pods++ : -1 });
    taken |= windowOf(start, profile.memory);
  }
  for (let slice = 0; slice < model.memorySlices; slice++) {
    if ((taken & (1 << slice)) === 0)
      segments.push({ start: slice, length: 1, profile: undefined, use: 'none', podAt: -1 });
  }
  return segments.sort((a, b) => a.start - b.start);
}

/** The look of instances, which need not be in order; the reverse of `segmentsOf`. */
export function lookOf(model: WireModel, segments: readonly Segment[]): string {
  return segments
    .flatMap(({ profile, start, use, podAt }) => {
      if (profile === undefined) return [];
      const ordinal = model.profiles.indexOf(profile).toString(36);
      const letter = use === 'used' ? (podAt >= 0 ? 'p' : 'u') : use === 'idle' ? 'i' : 'm';
      return `${ordinal}${start.toString(36)}${letter}`;
    })
    .join('');
}

/** The set of memory slices from `start`, as bits. */
export function windowOf(start: number, length: number): number {
  return ((1 << length) - 1) << start;
}
