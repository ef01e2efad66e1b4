import { LRUCache } from 'lru-cache';
import type { Occupancy } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import { type GpuShape, profileOn } from '../node/gpu-shape.ts';
import type { Request } from '../node/node-shape.ts';
import type { GpuInstance } from '../node/occupant.ts';
import { numberParts, type PartNumbers } from './part-numbers.ts';
import { addKeys, compareKeys, type PlacementKey, ZERO_KEY } from './policy.ts';
import type { Rater } from './rater.ts';

/** The best way to place a request (`gpu` is an index into the GPUs offered), that there is none, or that the budget ended before either was known. */
export type JointPlacement =
  | { readonly kind: 'placed'; readonly key: PlacementKey; readonly choices: readonly GpuInstance[] }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'unknown' };

/**
 * Steps that one search may take. A request of eight instances has at most 2^8 parts, so that on eight GPUs it takes at
 * most 8 * 2^16 = 524,288 steps to combine them, and at most 2,319 per GPU (its layouts) to list them.
 */
const BUDGET = 1_000_000;

/**
 * Places all instances of a request on the given GPUs at once: exactly (it finds a way if there is one), with the smallest
 * sum of keys, and of those ways the one that puts the first instance on the lowest GPU at the lowest start, then the
 * second, and so on. A dynamic programme over GPUs: the cheapest way to put each part of the request on the first n
 * of them. Only occupancies count; open instances may be destroyed.
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

  let plans: (Plan | undefined)[] = [{ key: ZERO_KEY, last: undefined }];
  for (const [gpu, shape] of gpus.entries()) {
    const { parts, cost } = partsFor(shape, { request, numbers, rater, mostSteps: Math.max(0, steps.left) });
    // Equal GPUs are listed once, and charged once, whatever is remembered from earlier questions.
    if (!listed.has(shape.id)) steps.left -= cost;
    listed.add(shape.id);
    steps.left -= plans.reduce((sum, plan) => sum + (plan === undefined ? 0 : parts.length), 0);
    if (steps.left < 0) return { kind: 'unknown' };
    plans = extendPlans(plans, gpu, parts, numbers);
  }
  const whole = plans[numbers.size - 1];
  return whole === undefined ? { kind: 'impossible' } : { kind: 'placed', key: whole.key, choices: unwind(whole.last) };
}

/** The cheapest way found to put one part of the request on the GPUs looked at so far. */
interface Plan {
  readonly key: PlacementKey;
  readonly last: PlanStep | undefined;
}

interface PlanStep {
  readonly gpu: number;
  readonly counts: readonly number[];
  readonly placements: readonly Placement[];
  readonly before: PlanStep | undefined;
}

/** A part of the request that fits on one GPU, and the cheapest way to place it there. */
interface Part {
  readonly counts: readonly number[];
  readonly key: PlacementKey;
  readonly placements: readonly Placement[];
}

function extendPlans(
  plans: readonly (Plan | undefined)[],
  gpu: number,
  parts: readonly Part[],
  numbers: PartNumbers,
): (Plan | undefined)[] {
  const extended = [...plans];
  for (const [done, plan] of plans.entries()) {
    if (plan === undefined) continue;
    for (const { counts, key: added, placements } of parts) {
      const total = numbers.sum(done, counts);
      if (total === undefined) continue;
      const key = addKeys(plan.key, added);
      const known = extended[total];
      const order = known === undefined ? 1 : compareKeys(known.key, key);
      if (order < 0) continue;
      const next = { key, last: { gpu, counts, placements, before: plan.last } };
      if (order > 0 || known === undefined || comesFirst(next, known)) extended[total] = next;
    }
  }
  return extended;
}

/**
 * True where `a` gives the earlier instances of the request the lower GPUs and starts. Two plans for the same part keep
 * their order whatever both are extended by, since later GPUs come last for every item.
 */
function comesFirst(a: Plan, b: Plan): boolean {
  const [first, second] = [positionsOf(a), positionsOf(b)];
  for (const [item, positions] of first.entries()) {
    for (const [index, position] of positions.entries()) {
      const other = second[item]?.[index] ?? position;
      if (position !== other) return position < other;
    }
  }
  return false;
}

/** For each item of the request, where its instances go: GPU and ordinal in one number, ascending. */
function positionsOf({ last }: Plan): readonly (readonly number[])[] {
  const positions: number[][] = last?.counts.map(() => []) ?? [];
  for (const { gpu, counts, placements } of stepsOf(last)) {
    let next = 0;
    for (const [item, count] of counts.entries()) {
      for (const { ordinal } of placements.slice(next, next + count)) positions[item]?.push(gpu * 256 + ordinal);
      next += count;
    }
  }
  return positions;
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
    if (number > 0 && (known === undefined || compareKeys(part.key, known.key) < 0)) best.set(number, part);
    for (const [index, { item, count, placement }] of candidates.entries()) {
      const placed = part.counts[item] ?? 0;
      const after = index < from || placed === count ? undefined : table.after(occupancy, placement);
      if (after === undefined) continue;
      const larger = {
        counts: part.counts.with(item, placed + 1),
        key: addKeys(part.key, rating.key(occupancy, placement)),
        placements: [...part.placements, placement],
      };
      visit(larger, after, index + 1);
    }
  };
  visit({ counts: request.map(() => 0), key: ZERO_KEY, placements: [] }, gpu.occupancy, 0);
  return { parts: [...best.values()], cost };
}

function unwind(last: PlanStep | undefined): readonly GpuInstance[] {
  return stepsOf(last).flatMap(({ gpu, placements }) => placements.map((placement) => ({ gpu, placement })));
}

/** From the first GPU to the last. */
function stepsOf(last: PlanStep | undefined): readonly PlanStep[] {
  const steps: PlanStep[] = [];
  for (let step = last; step !== undefined; step = step.before) steps.unshift(step);
  return steps;
}
