import { usedGeometry } from '../../solver/headroom/pool.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import type { NamedPool } from '../../src/advisor/pools.ts';
import { type Cluster, findNode } from '../../src/cluster/cluster.ts';
import { createDemandTally, MOST_OF_ONE_POD } from '../../src/cluster/demand-tally.ts';
import { ineligibility } from '../../src/cluster/eligibility.ts';
import { demandFactsOf } from '../../src/cluster/node-demand-facts.ts';
import type { Pod } from '../../src/cluster/pod.ts';
import { waitingPods } from '../../src/cluster/waiting-pods.ts';

/** What the pods of a cluster ask of one of its pools. */
export interface ObservedPool {
  readonly pool: NamedPool;
  readonly gpus: number;
  /** Memory slices under instances that are in use. */
  readonly used: number;
  /** Memory slices that pending pods ask for. Not whole where pods may go to several pools. */
  readonly pending: number;
  /** The demand that pods on its nodes show, and pending pods that may go there; names of other models are among it. */
  readonly demand: Demand;
  /** True where a pending pod is in the demand of another pool as well. */
  readonly sharesPending: boolean;
}

/**
 * Looks at what is asked of each pool. A pod counts where it is or was. A pending pod counts where its profile exists and
 * where it may run on at least one node; where that is so in several pools, it is in the demand of each, and its memory
 * slices are shared out by their GPUs. A pod that asks for more than a node has counts as a node full of it.
 */
export function observePools(cluster: Cluster, pools: readonly NamedPool[]): readonly ObservedPool[] {
  const seen = pools.map((pool) => ({
    pool,
    gpus: gpusOf(pool),
    used: usedSlices(pool),
    pending: 0,
    tally: createDemandTally(),
    sharesPending: false,
  }));

  const onNode = new Map<string, typeof seen>();
  for (const each of seen) {
    for (const { name } of each.pool.members) onNode.set(name, [...(onNode.get(name) ?? []), each]);
  }
  for (const pod of cluster.pods.values()) {
    const node = findNode(cluster, pod.node ?? '');
    for (const { tally } of onNode.get(node?.name ?? '') ?? [])
      tally.add(pod, node === undefined ? undefined : demandFactsOf(node, {}));
  }

  const isOpenTo = openness();
  for (const pod of waitingPods(cluster)) {
    const places = seen.filter(({ pool }) => slicesAsked(pool, pod) > 0 && isOpenTo(pool, pod));
    const gpus = places.reduce((sum, place) => sum + place.gpus, 0);
    for (const place of places) {
      place.tally.add(pod, undefined);
      place.pending += (slicesAsked(place.pool, pod) * place.gpus) / gpus;
      place.sharesPending ||= places.length > 1;
    }
  }
  return seen.map(({ tally, ...each }) => ({ ...each, demand: tally.show([]).demand }));
}

function gpusOf({ nodes }: NamedPool): number {
  return nodes.reduce((sum, { gpus }) => sum + gpus.length, 0);
}

function usedSlices(pool: NamedPool): number {
  const used = usedGeometry(pool);
  return pool.model.profiles.reduce((sum, { memory, ordinal }) => sum + memory * (used[ordinal] ?? 0), 0);
}

/** Memory slices of what a pod asks for by names that a pool's model has. */
function slicesAsked({ model }: NamedPool, { gpus }: Pod): number {
  return gpus.instances.reduce((sum, { profile: name, count }) => {
    const profile = name === undefined ? undefined : profileOf(model, name);
    return profile?.ok ? sum + Math.min(count, MOST_OF_ONE_POD) * profile.value.memory : sum;
  }, 0);
}

/** Whether a pod may run on a node of a pool; remembered for pods that say the same about nodes. */
function openness(): (pool: NamedPool, pod: Pod) => boolean {
  const known = new Map<NamedPool, Map<Pod['constraints'], boolean>>();
  return (pool, { constraints }) => {
    const here = known.get(pool) ?? new Map<Pod['constraints'], boolean>();
    known.set(pool, here);
    const isOpen = here.get(constraints) ?? pool.members.some((node) => ineligibility(constraints, node) === undefined);
    here.set(constraints, isOpen);
    return isOpen;
  };
}
