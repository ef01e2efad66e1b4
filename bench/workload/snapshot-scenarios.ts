import { formatPlacement } from '../../solver/model/placement.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { type NamedPool, poolsOf } from '../../src/advisor/pools.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { counted } from '../../src/counted.ts';
import type { FleetSpec, Mix, ModeSpec } from '../scenario.ts';
import { mixOn } from './mixes.ts';
import { type ObservedPool, observePools } from './observed-pools.ts';
import { notesOn } from './snapshot-notes.ts';

/** What a captured cluster says of scenarios, and what it does not. */
export interface SnapshotScenarios {
  /** One for each GPU model and mode, by name; none where no usable GPU is in MIG mode. */
  readonly bases: readonly SnapshotBase[];
  /** Sentences about what was left out of all of them. */
  readonly notes: readonly string[];
}

/** The parts of a scenario that come from the GPUs of one model and mode. */
export interface SnapshotBase {
  /** `A100-40GB/static`. */
  readonly name: string;
  readonly fleet: FleetSpec;
  readonly mode: ModeSpec;
  readonly mix: Mix;
  /** Memory slices in use and asked for by pending pods, as a share of all; above 1 where more is asked than there is. */
  readonly load: number;
  /** Sentences about what was inferred. */
  readonly notes: readonly string[];
}

/** Taken where a cluster shows no load. */
const USUAL_LOAD = 0.85;

/**
 * Makes scenarios of a captured cluster: the same GPUs, in static mode cut as they were, and requests at random that
 * have the mix of its pods and keep as many memory slices busy. The pods themselves are not replayed: they show what is
 * asked for, but not when, nor for how long.
 */
export function scenariosFromCluster(cluster: Cluster): SnapshotScenarios {
  const bases = observePools(cluster, poolsOf(cluster)).map((observed): SnapshotBase => {
    const { pool, gpus, used, pending } = observed;
    const load = (used + pending) / (gpus * pool.model.memorySlices) || USUAL_LOAD;
    const mix = mixOf(observed);
    return {
      name: pool.name,
      fleet: { model: pool.model.name, gpus, gpusPerNode: commonest(pool.nodes.map((node) => node.gpus.length)) },
      mode: modeOf(pool),
      mix: mix ?? mixOn(pool.model, 'uniform') ?? { name: 'uniform', shares: {} },
      load,
      notes: notesOn(observed, load, mix),
    };
  });
  const gpus = cluster.nodes.flatMap((node) => node.gpus);
  const leftOut = (kind: string, why: string): readonly string[] => {
    const count = gpus.filter((gpu) => gpu.kind === kind).length;
    return count === 0 ? [] : [`Left out: ${counted(count, 'GPU')} ${why}.`];
  };
  return { bases, notes: [...leftOut('whole', 'not in MIG mode'), ...leftOut('unusable', 'that cannot be used')] };
}

function modeOf({ model, members }: NamedPool): ModeSpec {
  if (members[0]?.mode === 'carve') return { kind: 'carve' };
  const gpus = members
    .flatMap(({ migGpus }) => migGpus)
    .filter((gpu) => gpu.model === model)
    .map(({ instances }) => instances.map(({ placement }) => formatPlacement(placement)));
  return { kind: 'static', layouts: { kind: 'given', name: 'as captured', gpus }, kubelet: 'any' };
}

/** The demand of a pool as far as it is for profiles of its model; undefined where none is. */
function mixOf({ pool, demand }: ObservedPool): Mix | undefined {
  const counts = new Map<string, number>();
  for (const [text, count] of demand) {
    const profile = profileOf(pool.model, text);
    if (profile.ok) counts.set(profile.value.name, (counts.get(profile.value.name) ?? 0) + count);
  }
  const sum = [...counts.values()].reduce((total, count) => total + count, 0);
  if (sum === 0) return undefined;
  return { name: 'observed', shares: Object.fromEntries([...counts].map(([name, count]) => [name, count / sum])) };
}

/** The number that occurs most often; of several, the largest. */
function commonest(numbers: readonly number[]): number {
  const counts = [...Map.groupBy(numbers, (number) => number)];
  const [best] = counts.sort(([a, as], [b, bs]) => bs.length - as.length || b - a);
  return best?.[0] ?? 0;
}
