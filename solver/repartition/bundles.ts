import type { LayoutTable, Occupancy } from '../layout/layout-table.ts';
import type { GpuModel } from '../model/gpu-model.ts';
import type { MoveNode } from './moves.ts';
import { certainly } from './new-places.ts';
import type { Displaced } from './rehouse.ts';
import type { WorthBounds } from './reshaped-worth.ts';

/** A GPU of the model, all that a pod may hold counted as used, and the pods on it that may move. */
export interface Source {
  readonly table: LayoutTable;
  readonly occupancy: Occupancy;
  readonly pods: readonly Displaced[];
  /** Index on its node. */
  readonly gpu: number;
}

/** The GPUs of a model from which pods could leave. */
export function sourcesOf(model: GpuModel, nodes: readonly MoveNode[]): readonly Source[] {
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

/** Pods that are connected by the GPUs on which they hold instances. */
export interface Bundle {
  readonly pods: readonly Displaced[];
  /** What their GPUs are worth more without them. */
  readonly freed: number;
  /** Those GPUs, by number, and their occupancies without them. */
  readonly left: ReadonlyMap<number, Occupancy>;
}

/** True where bundles share a GPU: then they are one bundle, whose worth is not the sum of theirs. */
export function isConnected(a: Bundle, b: Bundle): boolean {
  return [...a.left.keys()].some((gpu) => b.left.has(gpu));
}

/** Bundles, and the most that any pods free, listed or not. */
export interface Bundles {
  readonly bundles: readonly Bundle[];
  /** False where there are more, which were not listed. */
  readonly isComplete: boolean;
  /** No set of as many pods frees more. */
  readonly mostFreed: number;
}

/** What is kept in memory: some 100 MB. Pairs on 8,000 GPUs with seven pods each come to 224,000. */
const MOST_BUNDLES = 300_000;

/** The connected sets of up to `most` pods, small ones first, until there are very many or the time is up. */
export function bundlesOf(
  gpus: readonly Source[],
  { valueAt }: WorthBounds,
  most: number,
  isOver: () => boolean,
): Bundles {
  const placesOf = new Map<Displaced, number[]>();
  for (const [index, { pods }] of gpus.entries()) {
    for (const pod of pods) placesOf.set(pod, [...(placesOf.get(pod) ?? []), index]);
  }
  const without = (source: Source, pods: readonly Displaced[]): Occupancy =>
    pods
      .flatMap(({ occupant }) => occupant.instances)
      .filter(({ gpu }) => gpu === source.gpu)
      .reduce((at, { placement }) => source.table.before(at, placement), source.occupancy);
  const bundleOf = (pods: readonly Displaced[]): Bundle => {
    const left = new Map<number, Occupancy>();
    let freed = 0;
    for (const index of new Set(pods.flatMap((pod) => placesOf.get(pod) ?? []))) {
      const source = gpus[index];
      if (source === undefined) continue;
      const after = without(source, pods);
      left.set(index, after);
      freed += valueAt(after) - valueAt(source.occupancy);
    }
    return { pods, freed, left };
  };
  // A pod frees no more than its GPUs are worth more once everybody has left them.
  const mostAt = gpus.map((source) => valueAt(without(source, source.pods)) - valueAt(source.occupancy));
  const mostBy = [...placesOf.values()].map((places) => places.reduce((sum, index) => sum + (mostAt[index] ?? 0), 0));
  const { sets, isComplete } = connectedSets(gpus, placesOf, most, isOver);
  return {
    bundles: sets.map(bundleOf),
    isComplete,
    mostFreed: mostBy
      .sort((a, b) => b - a)
      .slice(0, most)
      .reduce((sum, each) => sum + each, 0),
  };
}

interface ConnectedSets {
  readonly sets: readonly (readonly Displaced[])[];
  readonly isComplete: boolean;
}

function connectedSets(
  gpus: readonly Source[],
  placesOf: ReadonlyMap<Displaced, readonly number[]>,
  most: number,
  isOver: () => boolean,
): ConnectedSets {
  const numbers = new Map([...placesOf.keys()].map((pod, number) => [pod, number]));
  const keyOf = (pods: readonly Displaced[]): string =>
    pods
      .map((pod) => numbers.get(pod) ?? -1)
      .sort((a, b) => a - b)
      .join();
  let sets: readonly (readonly Displaced[])[] = [];
  let latest: readonly (readonly Displaced[])[] = [...placesOf.keys()].map((pod) => [pod]);
  for (let size = 1; latest.length > 0; size++) {
    sets = [...sets, ...latest];
    if (size === most) break;
    const larger = new Map<string, readonly Displaced[]>();
    for (const pods of latest) {
      if (isOver() || sets.length + larger.size >= MOST_BUNDLES) {
        return { sets: [...sets, ...larger.values()], isComplete: false };
      }
      const neighbours = pods.flatMap((pod) => (placesOf.get(pod) ?? []).flatMap((index) => gpus[index]?.pods ?? []));
      for (const next of new Set(neighbours)) {
        if (pods.includes(next)) continue;
        const grown = [...pods, next];
        larger.set(keyOf(grown), larger.get(keyOf(grown)) ?? grown);
      }
    }
    latest = [...larger.values()];
  }
  return { sets, isComplete: true };
}
