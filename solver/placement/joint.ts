import { LRUCache } from 'lru-cache';
import type { Occupancy } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import { type GpuShape, profileOn } from '../node/gpu-shape.ts';
import type { Request } from '../node/node-shape.ts';
import type { GpuInstance } from '../node/occupant.ts';
import { numberParts, type PartNumbers } from '../part-numbers.ts';
import { addKeys, compareKeys, type PlacementKey, ZERO_KEY } from './policy.ts';
import type { Rater } from './rater.ts';

/** The best way to place a request (`gpu` is an index into the GPUs offered), that there is none, or that the budget ended before either was known. */
export type JointPlacement =
  | { readonly kind: 'placed'; readonly key: PlacementKey; readonly choices: readonly GpuInstance[] }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'unknown' };

/** The instances of a request among those that were chosen for it and for others together: the first of each profile. */
export function shareOf(request: Request, choices: readonly GpuInstance[]): readonly GpuInstance[] {
  return request.flatMap(({ profile, count }) =>
    choices.filter(({ placement }) => placement.profile.name === profile).slice(0, count),
  );
}

/**
 * Steps that one search may take. A request of eight instances has at most 2^8 parts, so that on eight GPUs it takes at
 * most 8 * 2^16 = 524,288 steps to combine them, and at most 2,319 per GPU (its layouts) to list them.
 */
const BUDGET = 1_000_000;

/**
 * Places all instances of a request on the given GPUs at once: exactly (it finds a way if there is one), with the smallest
 * sum of keys, and of those ways the one that puts the most on the first GPU (of the first item, then of the second, …),
 * there at the starts that the policy orders first, then the lowest, then on the second GPU, and so on. A dynamic programme over GPUs: the cheapest way to put
 * each part of the request on the last n of them. Only occupancies count; open instances may be destroyed.
 *
 * @param request In the names of the GPUs' models and largest first, as `requestOn` gives it.
 * @param budget Steps after which the answer is `unknown`; the default never ends for eight instances on eight GPUs.
 */
export function placeJointly(
  gpus: readonly GpuShape[],
  request: Request,
  rater: Rater,
  budget: number = BUDGET,
): JointPlacement {
  const numbers = numberParts(request.map(({ count }) => count));
  const steps = { left: budget - numbers.size };
  const listed = new Set<string>();

  let keys: Keys = [ZERO_KEY];
  const stages: { readonly parts: readonly Part[]; readonly keysAfter: Keys }[] = [];
  for (const shape of gpus.toReversed()) {
    const { parts, cost } = partsFor(shape, { request, numbers, rater, mostSteps: Math.max(0, steps.left) });
    // Equal GPUs are listed once, and charged once, whatever is remembered from earlier questions.
    if (!listed.has(shape.id)) steps.left -= cost;
    listed.add(shape.id);
    steps.left -= keys.reduce((sum, key) => sum + (key === undefined ? 0 : parts.length), 0);
    if (steps.left < 0) return { kind: 'unknown' };
    stages.unshift({ parts, keysAfter: keys });
    keys = extendKeys(keys, parts, numbers);
  }
  const key = keys[numbers.size - 1];
  if (key === undefined) return { kind: 'impossible' };

  let [rest, restKey] = [numbers.size - 1, key];
  const choices: GpuInstance[] = [];
  for (const [gpu, { parts, keysAfter }] of stages.entries()) {
    const here = firstPart(parts, rest, restKey, keysAfter, numbers);
    if (here === undefined) continue;
    choices.push(...here.part.placements.map((placement) => ({ gpu, placement })));
    [rest, restKey] = [here.rest, here.restKey];
  }
  return { kind: 'placed', key, choices };
}

/** The smallest key for each part of the request, by its number; undefined where it cannot be placed. */
type Keys = readonly (PlacementKey | undefined)[];

/** A part of the request that fits on one GPU, and the cheapest way to place it there. */
interface Part {
  readonly counts: readonly number[];
  readonly key: PlacementKey;
  /** What decides between ways with the same key on this GPU. */
  readonly startOrder: number;
  readonly placements: readonly Placement[];
}

/** The keys once one more GPU takes some part, or none. */
function extendKeys(keys: Keys, parts: readonly Part[], numbers: PartNumbers): Keys {
  const extended = [...keys];
  for (const [done, key] of keys.entries()) {
    if (key === undefined) continue;
    for (const part of parts) {
      const total = numbers.sum(done, part.counts);
      if (total === undefined) continue;
      const sum = addKeys(key, part.key);
      const known = extended[total];
      if (known === undefined || compareKeys(sum, known) < 0) extended[total] = sum;
    }
  }
  return extended;
}

/**
 * The part that a GPU takes of what is left, so that the GPUs after it reach the best key with the rest; undefined where
 * it takes nothing. Keys add up exactly, so the best one is met, not approached.
 *
 * @param parts The most of the first item first.
 */
function firstPart(
  parts: readonly Part[],
  left: number,
  best: PlacementKey,
  keysAfter: Keys,
  numbers: PartNumbers,
): { readonly part: Part; readonly rest: number; readonly restKey: PlacementKey } | undefined {
  for (const part of parts) {
    const rest = numbers.difference(left, part.counts);
    const restKey = rest === undefined ? undefined : keysAfter[rest];
    if (rest === undefined || restKey === undefined) continue;
    if (compareKeys(addKeys(restKey, part.key), best) === 0) return { part, rest, restKey };
  }
  return undefined;
}

interface ListOptions {
  readonly request: Request;
  readonly numbers: PartNumbers;
  readonly rater: Rater;
  readonly mostSteps: number;
}

/** Every part of a request that fits on a GPU, and the steps it took to list them. */
interface Listing {
  readonly parts: readonly Part[];
  readonly cost: number;
}

const remembered = new WeakMap<Rater, LRUCache<string, Listing>>();

/** Lists the parts for a GPU; GPUs of one model with equal occupancy share the answer. */
function partsFor(gpu: GpuShape, options: ListOptions): Listing {
  const { request, rater, mostSteps } = options;
  const listings = remembered.get(rater) ?? new LRUCache<string, Listing>({ max: 8192 });
  remembered.set(rater, listings);
  const asked = request.map(({ profile, count }) => `${count} ${profile}`);
  const id = [gpu.table.model.name, gpu.occupancy, ...asked].join();
  const known = listings.get(id);
  if (known !== undefined) return known;
  const listing = listParts(gpu, options);
  if (listing.cost <= mostSteps) listings.set(id, listing);
  return listing;
}

/** Cut short, and of no use, once it costs more than `mostSteps`. */
function listParts(gpu: GpuShape, { request, numbers, rater, mostSteps }: ListOptions): Listing {
  const { table } = gpu;
  const rating = rater.of(table.model);
  const candidates = request.flatMap(({ profile: name, count }, item) => {
    const profile = profileOn(gpu, name);
    const placements = table.model.placements.filter((placement) => placement.profile === profile);
    return placements.map((placement) => ({ item, count, placement }));
  });
  const best = new Map<number, Part>();
  let cost = 0;
  const visit = (part: Part, occupancy: Occupancy, from: number): void => {
    if (++cost > mostSteps) return;
    const number = numbers.numberOf(part.counts);
    const known = best.get(number);
    if (number > 0 && (known === undefined || compareParts(part, known) < 0)) best.set(number, part);
    for (const [index, { item, count, placement }] of candidates.entries()) {
      const placed = part.counts[item] ?? 0;
      const after = index < from || placed === count ? undefined : table.after(occupancy, placement);
      if (after === undefined) continue;
      const larger = {
        counts: part.counts.with(item, placed + 1),
        key: addKeys(part.key, rating.key(occupancy, placement)),
        startOrder: part.startOrder + rating.startOrder(occupancy, placement),
        placements: [...part.placements, placement],
      };
      visit(larger, after, index + 1);
    }
  };
  visit({ counts: request.map(() => 0), key: ZERO_KEY, startOrder: 0, placements: [] }, gpu.occupancy, 0);
  return { parts: [...best.values()].sort(mostFirst), cost };
}

function compareParts(a: Part, b: Part): number {
  return compareKeys(a.key, b.key) || a.startOrder - b.startOrder;
}

function mostFirst(a: Part, b: Part): number {
  const item = a.counts.findIndex((count, index) => count !== b.counts[index]);
  return (b.counts[item] ?? 0) - (a.counts[item] ?? 0);
}
