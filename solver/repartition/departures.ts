import type { Occupancy } from '../layout/layout-table.ts';
import type { GpuModel, Profile } from '../model/gpu-model.ts';
import { type Bundle, bundlesOf, isConnected, type Source, sourcesOf } from './bundles.ts';
import type { MoveNode } from './moves.ts';
import type { Displaced } from './rehouse.ts';
import type { WorthBounds } from './reshaped-worth.ts';

/** Pods that could leave their places together, and the most that moving them could gain. */
export interface Departure {
  readonly pods: readonly Displaced[];
  readonly gain: number;
}

/** Sets of pods, and what none of them gains more than. */
export interface Departures {
  readonly highest: number;
  /** Some that look good: what they free is worth more than the places that they need. The best of them first. */
  readonly promising: readonly Departure[];
  /** All that could gain more than what is known by then, fewest pods first; but see `isCutShort`. */
  readonly all: Iterable<Departure>;
  /** Whether, so far, some of `all` were left out, because there are too many or the time is up. */
  isCutShort(): boolean;
}

/** What departures are sought for. */
export interface DepartureOptions {
  readonly model: GpuModel;
  readonly nodes: readonly MoveNode[];
  readonly bounds: WorthBounds;
  /** Most pods of a set. */
  readonly most: number;
  /** What is known to be gained with so many pods. */
  readonly known: (pods: number) => number;
  /** Whether the time is up. */
  readonly isOver: () => boolean;
}

/** Bundles of which the promising sets are made. */
const PROMISING = 24;
/** Promising sets of each number of pods: as many pairs as that many bundles make. */
const MOST_UNIONS = 300;

/**
 * The sets of at most `most` movable pods whose moving could gain more than `known` says by then for as many pods. The gain
 * is at most what the GPUs of a set are worth more without it, less what a new place takes away for the pod for which that
 * is the most.
 */
export function departuresOf({ model, nodes, bounds, most, known, isOver }: DepartureOptions): Departures {
  const gpus = sourcesOf(model, nodes);
  const found = bundlesOf(gpus, bounds, most, isOver);
  const bundles = found.bundles.toSorted((a, b) => b.freed - a.freed);
  let isCutShort = !found.isComplete;
  const bySize = Array.from({ length: most + 1 }, (_, size) => bundles.filter(({ pods }) => pods.length === size));
  // The most that bundles of so many pods together can free.
  const highest = [0];
  for (let size = 1; size <= most; size++) {
    const sums = bySize.slice(1, size + 1).map(([first], at) => (first?.freed ?? 0) + (highest[size - at - 1] ?? 0));
    highest.push(Math.max(...sums));
  }
  const loss = leastLoss(nodes, gpus, bounds);
  const departure = (chosen: readonly Bundle[]): Departure => ({
    pods: chosen.flatMap(({ pods }) => pods),
    gain: chosen.reduce((sum, { freed }) => sum + freed, 0) - loss(chosen),
  });
  /** Adds bundles that come after the ones before, by size and then by what they free. */
  function* extend(chosen: readonly Bundle[], from: number, at: number, left: number): Generator<Departure> {
    const freed = chosen.reduce((sum, bundle) => sum + bundle.freed, 0);
    const pods = left + chosen.reduce((sum, bundle) => sum + bundle.pods.length, 0);
    if (left === 0) {
      const found = departure(chosen);
      if (found.gain > known(pods)) yield found;
      return;
    }
    for (let size = from; size <= left; size++) {
      for (const [index, bundle] of (bySize[size] ?? []).entries()) {
        if (size === from && index < at) continue;
        if (freed + bundle.freed + (highest[left - size] ?? 0) <= known(pods)) break;
        if (isOver()) {
          isCutShort = true;
          return;
        }
        if (chosen.some((other) => isConnected(bundle, other))) continue;
        yield* extend([...chosen, bundle], size, index + 1, left - size);
      }
    }
  }
  function* all(): Generator<Departure> {
    for (let pods = 1; pods <= most; pods++) yield* extend([], 1, 0, pods);
  }
  const good = bundles
    .map((bundle) => ({ bundle, worth: bundle.freed - loss([bundle]) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .slice(0, PROMISING);
  return {
    highest: found.isComplete ? Math.max(...highest) : found.mostFreed,
    promising: unionsOf(good, most).map(({ chosen }) => departure(chosen)),
    all: all(),
    isCutShort: () => isCutShort,
  };
}

/** Bundles that are not connected, by their places among the promising ones, and what they are worth together. */
interface Union {
  readonly chosen: readonly Bundle[];
  readonly places: readonly number[];
  readonly worth: number;
}

/** Unions of bundles that are not connected, of at most so many pods, best first; of each number of pods only the best. */
function unionsOf(
  good: readonly { readonly bundle: Bundle; readonly worth: number }[],
  most: number,
): readonly Union[] {
  const bySize = Array.from({ length: most + 1 }, (_, size): readonly Union[] =>
    size === 0 ? [{ chosen: [], places: [], worth: 0 }] : [],
  );
  for (const [place, { bundle, worth }] of good.entries()) {
    // Large ones first, so that none gets the same bundle twice.
    for (let size = most; size >= bundle.pods.length; size--) {
      const joined = (bySize[size - bundle.pods.length] ?? [])
        .filter(({ chosen }) => !chosen.some((other) => isConnected(bundle, other)))
        .map((union) => ({
          chosen: [...union.chosen, bundle],
          places: [...union.places, place],
          worth: union.worth + worth,
        }));
      bySize[size] = [...(bySize[size] ?? []), ...joined].sort(compareUnions).slice(0, MOST_UNIONS);
    }
  }
  return bySize.slice(1).flat().sort(compareUnions);
}

/** By worth, then by the places of their bundles. */
function compareUnions(a: Union, b: Union): number {
  if (a.worth !== b.worth) return b.worth - a.worth;
  const at = a.places.findIndex((place, index) => place !== b.places[index]);
  return at < 0 ? a.places.length - b.places.length : (a.places[at] ?? 0) - (b.places[at] ?? -1);
}

/** The least that the GPUs are worth less once every pod of some bundles has a place again. */
function leastLoss(
  nodes: readonly MoveNode[],
  gpus: readonly Source[],
  { valueAt }: WorthBounds,
): (bundles: readonly Bundle[]) => number {
  const [first] = gpus;
  // Instances that a pod may hold already count as used: to hand one of them out takes nothing away.
  if (first === undefined || nodes.some(({ shape }) => shape.hidden.size > 0 || shape.shared.size > 0)) return () => 0;
  const { table } = first;
  const present = new Set(gpus.map(({ occupancy }) => occupancy));
  const lossAt = (occupancies: Iterable<Occupancy>, profile: Profile): number => {
    let least = Number.POSITIVE_INFINITY;
    for (const occupancy of occupancies) {
      for (const placement of table.model.placements) {
        const after = placement.profile === profile ? table.after(occupancy, placement) : undefined;
        if (after !== undefined) least = Math.min(least, valueAt(occupancy) - valueAt(after));
      }
    }
    return least;
  };
  const anywhere = new Map(table.model.profiles.map((profile) => [profile, lossAt(present, profile)]));
  return (bundles) => {
    const left = bundles.flatMap((bundle) => [...bundle.left.values()]);
    const profiles = bundles
      .flatMap(({ pods }) => pods.flatMap(({ occupant }) => occupant.instances))
      .map(({ placement }) => placement.profile);
    const losses = [...new Set(profiles)].map((profile) => Math.min(anywhere.get(profile) ?? 0, lossAt(left, profile)));
    return Math.max(0, ...losses);
  };
}
