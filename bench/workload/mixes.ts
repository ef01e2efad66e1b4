import type { GpuModel, Profile } from '../../solver/model/gpu-model.ts';
import type { Mix } from '../scenario.ts';

/** What mixes share out: profiles by their size, whatever the board. `1g2` is the 1g with twice the memory, `7g` the whole GPU. */
const SLOTS = ['1g', '1g2', '2g', '3g', '4g', '7g'] as const;
type Slot = (typeof SLOTS)[number];

/** Shares of 1g, 1g2, 2g, 3g, 4g, 7g, in any unit. */
type Row = readonly [number, number, number, number, number, number];

/**
 * The mixes by name. The first four are recalled from the MFI paper (arXiv 2511.18906) and not checked against it;
 * `1g+2g` and `openb-*` are the
 * requests of the Alibaba openb trace, if its GPUs have 16, 24, 32 and 80 GB and those here 80; `migbench` is the set of profiles that MIGBench uses, in
 * equal shares; the others are our own.
 */
const MIXES: ReadonlyMap<string, Row> = new Map([
  ['uniform', [1, 1, 1, 1, 1, 1]],
  ['skew-small', [0.3, 0.25, 0.2, 0.1, 0.1, 0.05]],
  ['skew-big', [0.05, 0.1, 0.1, 0.2, 0.25, 0.3]],
  ['bimodal', [0.3, 0.15, 0.05, 0.05, 0.15, 0.3]],
  ['uniform5', [1, 0, 1, 1, 1, 1]],
  ['1g-heavy', [0.6, 0.1, 0.15, 0.1, 0.04, 0.01]],
  ['no-7g', [0.25, 0.15, 0.25, 0.2, 0.15, 0]],
  ['1g+2g', [0.235, 0, 0.765, 0, 0, 0]],
  ['openb-24', [0.094, 0, 0.32, 0.586, 0, 0]],
  ['openb-32', [0.042, 0, 0.193, 0.765, 0, 0]],
  ['openb-80', [0.004, 0, 0.037, 0.174, 0, 0.785]],
  ['migbench', [1, 0, 1, 1, 0, 1]],
  ['1g-to-4g', [0.4, 0.1, 0.25, 0.2, 0.05, 0]],
  ['1g-to-3g', [0.3, 0, 0.5, 0.2, 0, 0]],
  ['7g-only', [0, 0, 0, 0, 0, 1]],
]);

/** The names of all mixes, in the order in which lists show them. */
export const mixNames: readonly string[] = [...MIXES.keys()];

/**
 * The mix of that name on a GPU model; undefined where there is no such mix. Shares for sizes that the model does not have
 * are dropped and the others scaled to the sum 1: on an A30, `uniform` is a third each of 1g, 2g and the whole GPU.
 */
export function mixOn(model: GpuModel, name: string): Mix | undefined {
  const row = MIXES.get(name);
  if (row === undefined) return undefined;
  const present = SLOTS.flatMap((slot, index) => {
    const profile = profileOfSlot(model, slot);
    const share = row[index] ?? 0;
    return profile === undefined || share === 0 ? [] : [{ profile, share }];
  });
  const sum = present.reduce((total, { share }) => total + share, 0);
  return { name, shares: Object.fromEntries(present.map(({ profile, share }) => [profile.name, share / sum])) };
}

/**
 * The plain profile of a size. The whole GPU is the largest of the model, and no other size: an A30's `4g.24gb` is what
 * `7g` is elsewhere, and not the half that `4g` is, so that mixes without whole GPUs have none there either.
 */
function profileOfSlot(model: GpuModel, slot: Slot): Profile | undefined {
  const plain = model.profiles.filter((profile) => profile.plain).sort((a, b) => a.memory - b.memory);
  const whole = plain.at(-1);
  if (slot === '7g') return whole;
  const sameCompute = plain.filter((profile) => profile !== whole && profile.compute === Number(slot[0]));
  return sameCompute[slot === '1g2' ? 1 : 0];
}
