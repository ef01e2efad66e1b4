import { type Cut, cutAt, type Part, partOf, sizesOf, slicesOf } from './cut.ts';
import type { Fleet, FleetGpu, FleetNode, MigGpu } from './fleet.ts';
import { unusedOf } from './stranding.ts';
import type { WirePool, WireProfile } from './wire.ts';

/** Memory slices of one GPU that are stranded for a profile, as bits. */
export interface Marks {
  /** Of use once idle instances are recut. */
  readonly shape: number;
  /** Of use once pods are moved. */
  readonly placement: number;
}

/** By pool, what is marked: nothing in pools that are not in it. */
export type Marking = ReadonlyMap<string, PoolMarking>;

/** The profile that is looked at in a pool, and which of the slices that it cannot use are marked by placement. */
export interface PoolMarking {
  readonly profile: WireProfile;
  /** How many slices are marked. */
  readonly slices: number;
  readonly blocked: Cut;
  readonly aside: Cut;
}

/** Nothing is marked. */
export const NO_MARKS: Marks = { shape: 0, placement: 0 };

/**
 * What to mark for the profile that is looked at in each pool, so that the marks of a pool add up to its ladder. By shape
 * they do so GPU by GPU. Of the slices that pods keep from the profile, moving pods would make only so many usable: marked
 * are those on GPUs that have the most of them, where the fewest pods stand in the way; slices beside the profile's windows
 * only where those within do not suffice.
 */
export function markingOf(fleet: Fleet, pools: readonly WirePool[], focus: ReadonlyMap<string, string>): Marking {
  const marking = new Map<string, PoolMarking>();
  for (const [pool, { profile, shape, blocked, aside }] of partsByPool(fleet, focus)) {
    const rung = pools.find(({ name }) => name === pool)?.ladder.find((each) => each.profile === profile.name);
    if (rung === undefined) continue;
    // Where it is not known which instances are used: what is so for certain.
    const [placement] = rung.byPlacement;
    const within = slicesOf(blocked);
    const slices = slicesOf(shape) + Math.min(placement, within + slicesOf(aside));
    marking.set(pool, {
      profile,
      slices,
      blocked: cutAt(blocked, placement),
      aside: cutAt(aside, placement - within),
    });
  }
  return marking;
}

/** The marks of a GPU. */
export function marksFor(gpu: FleetGpu, marking: Marking): Marks {
  const found = gpu.kind === 'mig' ? marking.get(gpu.pool) : undefined;
  if (gpu.kind !== 'mig' || found === undefined) return NO_MARKS;
  const { shape, blocked, aside } = unusedOf(gpu, found.profile);
  return { shape, placement: partOf(found.blocked, blocked, gpu) | partOf(found.aside, aside, gpu) };
}

/** Whether anything of a GPU is marked. */
export function isStranded(gpu: FleetGpu, marking: Marking): boolean {
  const { shape, placement } = marksFor(gpu, marking);
  return (shape | placement) !== 0;
}

/** The name of the profile that a GPU's pool is looked at for. */
export function focusFor(gpu: FleetGpu, marking: Marking): string | undefined {
  return gpu.kind === 'mig' ? marking.get(gpu.pool)?.profile.name : undefined;
}

interface PoolParts {
  readonly profile: WireProfile;
  readonly shape: Part[];
  readonly blocked: Part[];
  readonly aside: Part[];
}

function partsByPool({ nodes, names }: Fleet, focus: ReadonlyMap<string, string>): ReadonlyMap<string, PoolParts> {
  const pools = new Map<string, PoolParts>();
  for (const name of names) {
    const node = nodes.get(name);
    if (node === undefined) continue;
    for (const [pool, gpus] of gpusByPool(node)) {
      const profile = gpus[0]?.model.profiles.find((each) => each.name === focus.get(pool));
      if (profile === undefined) continue;
      const parts = pools.get(pool) ?? { profile, shape: [], blocked: [], aside: [] };
      pools.set(pool, parts);
      const { shape, blocked, aside } = partsOf(gpus, profile);
      parts.shape.push(shape);
      parts.blocked.push(blocked);
      parts.aside.push(aside);
    }
  }
  return pools;
}

interface NodeParts {
  readonly shape: Part;
  readonly blocked: Part;
  readonly aside: Part;
}

const known = new WeakMap<readonly MigGpu[], Map<WireProfile, NodeParts>>();

/** Remembered for as long as the node is the same. */
function partsOf(gpus: readonly MigGpu[], profile: WireProfile): NodeParts {
  const profiles = known.get(gpus) ?? new Map<WireProfile, NodeParts>();
  known.set(gpus, profiles);
  const part = (maskOf: (gpu: MigGpu) => number): Part => ({ gpus, maskOf, sizes: sizesOf(gpus.map(maskOf)) });
  const parts = profiles.get(profile) ?? {
    shape: part((gpu) => unusedOf(gpu, profile).shape),
    blocked: part((gpu) => unusedOf(gpu, profile).blocked),
    aside: part((gpu) => unusedOf(gpu, profile).aside),
  };
  profiles.set(profile, parts);
  return parts;
}

const grouped = new WeakMap<FleetNode, ReadonlyMap<string, readonly MigGpu[]>>();

/** The GPUs of a node in MIG mode, by pool, in the order of their indices. */
function gpusByPool(node: FleetNode): ReadonlyMap<string, readonly MigGpu[]> {
  const gpus = grouped.get(node) ?? Map.groupBy(migGpusOf(node), ({ pool }) => pool);
  grouped.set(node, gpus);
  return gpus;
}

function migGpusOf({ gpus }: FleetNode): readonly MigGpu[] {
  return gpus.flatMap((gpu) => (gpu.kind === 'mig' ? [gpu] : [])).toSorted((a, b) => a.index - b.index);
}
