import type { LayoutTable, Occupancy } from '../layout/layout-table.ts';
import type { GpuModel, Profile } from '../model/gpu-model.ts';
import type { MoveNode } from './moves.ts';
import { certainly } from './new-places.ts';
import type { Displaced } from './rehouse.ts';
import type { WorthBounds } from './reshaped-worth.ts';

/** Pods that could leave their places together, and the most that moving them could gain. */
export interface Departure {
  readonly pods: readonly Displaced[];
  readonly gain: number;
}

/** Pods that are connected by the GPUs on which they hold instances. */
interface Bundle {
  readonly pods: readonly Displaced[];
  /** What their GPUs are worth more without them. */
  readonly freed: number;
  /** Those GPUs, by number, and their occupancies without them. */
  readonly left: ReadonlyMap<number, Occupancy>;
}

/** Sets of pods, and what none of them gains more than. */
export interface Departures {
  readonly highest: number;
  /** Some that look good: what they free is worth more than the places that they need. */
  readonly promising: readonly Departure[];
  /** All that could gain more than what is known by then, fewest pods first. */
  readonly all: Iterable<Departure>;
}

/** Bundles of which the promising sets are made. */
const PROMISING = 24;

/**
 * The sets of at most `most` movable pods whose moving could gain more than `known` says by then for as many pods. The gain
 * is at most what the GPUs of a set are worth more without it, less what a new place takes away for the pod for which that
 * is the most.
 */
export function departuresOf(
  model: GpuModel,
  nodes: readonly MoveNode[],
  bounds: WorthBounds,
  most: number,
  known: (pods: number) => number,
): Departures {
  const gpus = sourcesOf(model, nodes);
  const bundles = bundlesOf(gpus, bounds, most).sort((a, b) => b.freed - a.freed);
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
        if (chosen.some((other) => isConnected(bundle, other))) continue;
        yield* extend([...chosen, bundle], size, index + 1, left - size);
      }
    }
  }
  function* all(): Generator<Departure> {
    for (let pods = 1; pods <= most; pods++) yield* extend([], 1, 0, pods);
  }
  const net = (chosen: readonly Bundle[]): number =>
    chosen.reduce((sum, bundle) => sum + bundle.freed - loss([bundle]), 0);
  const good = bundles
    .map((bundle) => ({ bundle, worth: net([bundle]) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .slice(0, PROMISING)
    .map(({ bundle }) => bundle);
  const promising = unionsOf(good, most).sort((a, b) => net(b) - net(a));
  return { highest: Math.max(...highest), promising: promising.map(departure), all: all() };
}

/** Every union of bundles that are not connected, of at most so many pods. */
function unionsOf(bundles: readonly Bundle[], most: number): (readonly Bundle[])[] {
  return bundles.flatMap((bundle, index) => {
    if (bundle.pods.length > most) return [];
    const others = bundles.slice(index + 1).filter((other) => !isConnected(bundle, other));
    return [[bundle], ...unionsOf(others, most - bundle.pods.length).map((more) => [bundle, ...more])];
  });
}

function isConnected(a: Bundle, b: Bundle): boolean {
  return [...a.left.keys()].some((gpu) => b.left.has(gpu));
}

/** A GPU of the model, all that a pod may hold counted as used, and the pods on it that may move. */
interface Source {
  readonly table: LayoutTable;
  readonly occupancy: Occupancy;
  readonly pods: readonly Displaced[];
  /** Index on its node. */
  readonly gpu: number;
}

function sourcesOf(model: GpuModel, nodes: readonly MoveNode[]): readonly Source[] {
  return nodes.flatMap(({ shape, movable }, from) => {
    const pods = movable
      .filter(({ instances, hidden }) => instances.length > 0 && hidden.length === 0)
      .map((occupant) => ({ occupant, from }));
    return certainly(shape).gpus.flatMap(({ table, occupancy }, gpu) => {
      const here = pods.filter(({ occupant }) => occupant.instances.some((instance) => instance.gpu === gpu));
      return table.model === model ? [{ table, occupancy, pods: here, gpu }] : [];
    });
  });
}

/** Every connected set of up to `most` pods. */
function bundlesOf(gpus: readonly Source[], bounds: WorthBounds, most: number): Bundle[] {
  const placesOf = new Map<Displaced, number[]>();
  for (const [index, { pods }] of gpus.entries()) {
    for (const pod of pods) placesOf.set(pod, [...(placesOf.get(pod) ?? []), index]);
  }
  const found = new Map<string, readonly Displaced[]>();
  const grow = (pods: readonly Displaced[]): void => {
    const key = pods
      .map(({ occupant }) => occupant.id)
      .sort()
      .join();
    if (found.has(key)) return;
    found.set(key, pods);
    if (pods.length === most) return;
    const neighbours = pods.flatMap((pod) => (placesOf.get(pod) ?? []).flatMap((index) => gpus[index]?.pods ?? []));
    for (const next of new Set(neighbours)) if (!pods.includes(next)) grow([...pods, next]);
  };
  for (const pod of placesOf.keys()) grow([pod]);

  return [...found.values()].map((pods) => {
    const left = new Map<number, Occupancy>();
    let freed = 0;
    for (const index of new Set(pods.flatMap((pod) => placesOf.get(pod) ?? []))) {
      const source = gpus[index];
      if (source === undefined) continue;
      const after = pods
        .flatMap(({ occupant }) => occupant.instances)
        .filter(({ gpu }) => gpu === source.gpu)
        .reduce((at, { placement }) => source.table.before(at, placement), source.occupancy);
      left.set(index, after);
      freed += bounds.valueAt(after) - bounds.valueAt(source.occupancy);
    }
    return { pods, freed, left };
  });
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
