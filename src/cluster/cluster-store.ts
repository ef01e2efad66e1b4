import { ok, type Result } from '../../solver/model/result.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { compareText } from '../../solver/text-order.ts';
import type { ArrivalLedger } from './arrival-ledger.ts';
import type { Cluster } from './cluster.ts';
import { createClusterWide } from './cluster-wide.ts';
import { createDemandTally } from './demand-tally.ts';
import { createNamers } from './namers.ts';
import { isSame, membersOf, replaced } from './next-state.ts';
import { buildNode, type ClusterNode } from './node.ts';
import { demandFactsOf, type NodeDemandFacts } from './node-demand-facts.ts';
import { type ClusterObject, type KindOfObject, keyOf } from './object-kinds.ts';
import type { NodeObject } from './objects.ts';
import { type Pod, readPod } from './pod.ts';
import { createPodStore } from './pod-store.ts';
import type { PoolOptions } from './pool-name.ts';
import type { Quota } from './quota.ts';
import { createPartSharing } from './shared-parts.ts';
import type { Assumptions } from './state-source.ts';
import { statedDemand } from './stated-demand.ts';

/**
 * The objects of a cluster, and the state that they make. Changes are cheap to take in; a state is worked out when it is
 * asked for, and only what the changes since the last one touch.
 */
export interface ClusterStore extends Assumptions {
  /** Takes in an object that is new or has changed. */
  put(object: ClusterObject): void;
  /** Takes in that an object is gone. `key` is its name, after its namespace and a slash where it has one. */
  remove(kind: KindOfObject, key: string): void;
  /** Takes in that something cannot be read. It is reported until the object is put, removed or refused again. */
  refuse(kind: KindOfObject, key: string, reason: string): void;
  /** Takes in that a list of all objects of a kind begins, and that it has been put in full. */
  beginList(kind: KindOfObject): void;
  endList(kind: KindOfObject): void;
  /** Takes in what a ledger of arrivals has written. Fails with a sentence where it cannot be read. */
  remember(text: string): Result<undefined>;
  /**
   * Works changes into the state, node by node, until none is left or `isTimeUp`. Returns whether none is left; the rest of
   * the nodes show what they were.
   */
  settle(isTimeUp?: () => boolean): boolean;
  /** The newest state that has been settled. */
  readonly cluster: Cluster;
}

/** How a store counts what is asked for. */
export interface StoreOptions extends PoolOptions {
  /** After which an arrival weighs half, in milliseconds. */
  readonly halfLifeMs?: number;
  /** Keeps arrivals whose pods are gone; without it only pods that exist count. */
  readonly ledger?: ArrivalLedger | undefined;
  /** Counts in place of the demand that is seen. */
  readonly givenDemand?: Demand | undefined;
}

/**
 * Makes an empty store.
 *
 * @param onNode Told of each node that has been built anew, or is gone: as it was, and as it is.
 */
export function createClusterStore(
  options: StoreOptions = {},
  onNode?: (before: ClusterNode | undefined, after: ClusterNode | undefined) => void,
): ClusterStore {
  const nodeObjects = new Map<string, NodeObject>();
  const built = new Map<string, ClusterNode>();
  const namers = createNamers();
  const wide = createClusterWide();
  const tally = createDemandTally(options);
  const factsOn = new Map<string, NodeDemandFacts>();
  const shareParts = createPartSharing();
  let migConfigs = wide.migConfigs();

  /** Nodes that are to be built, and what else of the state is out of date. */
  const dirty = new Set<string>();
  const stale = { members: false, demand: false };

  const factsOf = (pod: Pod): NodeDemandFacts | undefined =>
    pod.node === undefined ? undefined : factsOn.get(pod.node);

  const pods = createPodStore((before, after) => {
    for (const pod of [before, after]) {
      const node = pod?.node ?? pod?.nominatedNode;
      if (node !== undefined) dirty.add(node);
    }
    for (const node of namers.of(before?.key ?? after?.key ?? '')) dirty.add(node);
    if (before !== undefined) tally.remove(before, factsOf(before));
    if (before !== undefined && before.uid !== after?.uid) tally.depart(before);
    if (after !== undefined) tally.add(after, factsOf(after));
    stale.demand = true;
  });

  const shownDemand = (quotas: readonly Quota[]): Pick<Cluster, 'demand' | 'arrivals' | 'waitingDemand'> => {
    if (options.givenDemand !== undefined) return statedDemand(options.givenDemand);
    const { demand, arrivals, waiting } = tally.show(quotas);
    return { demand, arrivals, waitingDemand: waiting };
  };

  let cluster: Cluster = {
    nodes: [],
    ordinals: new Map(),
    pods: pods.all,
    ...shownDemand(wide.parts().quotas),
    ...wide.parts(),
  };

  const drop = (kind: KindOfObject, key: string): void => {
    if (kind === 'Pod') pods.show(key, undefined);
    else if (kind !== 'Node') wide.remove(kind, key);
    else if (nodeObjects.delete(key)) dirty.add(key);
  };

  const store = (change: ClusterObject, key: string): void => {
    if (change.kind === 'Pod') {
      const pod = shareParts(readPod(change.object));
      pods.show(key, pod);
      wide.report('Pod', key, strangeResources(pod));
    } else if (change.kind === 'Node') {
      nodeObjects.set(key, change.object);
      dirty.add(key);
    } else {
      wide.put(change, key);
    }
  };

  const rebuild = (name: string): void => {
    const before = built.get(name);
    const object = nodeObjects.get(name);
    const own = [...pods.on(name)].sort((a, b) => compareText(a.key, b.key));
    const after =
      object === undefined
        ? undefined
        : buildNode({
            object,
            pods: own.filter((pod) => pod.node === name && !pod.isFinished),
            nominated: own.filter((pod) => pod.node === undefined && !pod.isFinished),
            migConfigs,
            findPod: pods.get,
          });
    const facts = after === undefined ? undefined : demandFactsOf(after, options);
    const known = factsOn.get(name);
    if (known?.id !== facts?.id) {
      if (facts === undefined) factsOn.delete(name);
      else factsOn.set(name, facts);
      for (const pod of own.filter(({ node }) => node === name)) {
        tally.remove(pod, known);
        tally.add(pod, facts);
      }
      stale.demand = true;
    }
    if (after === undefined) built.delete(name);
    else built.set(name, after);
    namers.replace(name, before?.namedPods ?? [], after?.namedPods ?? []);
    if ((before === undefined) !== (after === undefined)) stale.members = true;
    onNode?.(before, after);
  };

  const work = (names: Iterable<string>, isTimeUp: () => boolean): boolean => {
    const changed = new Set<string>();
    for (const name of names) {
      if (changed.size > 0 && isTimeUp()) break;
      dirty.delete(name);
      changed.add(name);
      rebuild(name);
    }
    const parts = wide.parts();
    // Nodes that come and go are shown once there is time: they renumber all, and at first each step has some.
    const areMembersDue = stale.members && dirty.size === 0;
    const members = areMembersDue
      ? membersOf(built)
      : { nodes: replaced(cluster, changed, built), ordinals: cluster.ordinals };
    if (parts.quotas !== cluster.quotas) stale.demand = true;
    const { demand, arrivals, waitingDemand } = stale.demand ? shownDemand(parts.quotas) : cluster;
    const next: Cluster = { ...members, pods: pods.all, demand, arrivals, waitingDemand, ...parts };
    if (!isSame(cluster, next)) cluster = next;
    if (areMembersDue) stale.members = false;
    stale.demand = false;
    return dirty.size === 0;
  };

  const settle = (isTimeUp: () => boolean = () => false): boolean => {
    if (migConfigs !== wide.migConfigs()) for (const name of nodeObjects.keys()) dirty.add(name);
    migConfigs = wide.migConfigs();
    return work(dirty, isTimeUp);
  };

  /** Only what an assumption touches: whoever makes one waits for it, and not for the rest. */
  const settleNode = (name: string | undefined): void => {
    if (name !== undefined) work([name], () => false);
  };

  return {
    put(change) {
      const key = keyOf(change);
      try {
        wide.report(change.kind, key, []);
        store(change, key);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        drop(change.kind, key);
        wide.report(change.kind, key, [error.message]);
      }
    },
    remove(kind, key) {
      drop(kind, key);
      wide.report(kind, key, []);
    },
    refuse(kind, key, reason) {
      drop(kind, key);
      wide.report(kind, key, [reason]);
    },
    beginList(kind) {
      if (kind === 'Pod') pods.beginList();
    },
    endList(kind) {
      if (kind === 'Pod') pods.endList();
    },
    assume(pod) {
      settleNode(pods.assume(pod)?.node);
      settleNode(pod.node);
    },
    forget(uid) {
      settleNode(pods.forget(uid)?.node);
    },
    remember(text) {
      stale.demand = true;
      return options.ledger?.merge(text) ?? ok(undefined);
    },
    settle,
    get cluster() {
      return cluster;
    },
  };
}

/** Instances that a pod asks for under names which are no profile's. */
function strangeResources({ gpus }: Pod): readonly string[] {
  return gpus.instances
    .filter(({ profile }) => profile === undefined)
    .map(({ resource }) => `"${resource}" names no MIG profile`);
}
