import { type Demand, noDemand } from '../../solver/placement/demand.ts';
import { compareText } from '../../solver/text-order.ts';
import { bucketOf, createArrivalCounts, sumOf } from './arrival-counts.ts';
import type { ArrivalLedger } from './arrival-ledger.ts';
import { fulfils, type NodeDemandFacts } from './node-demand-facts.ts';
import { isWaiting, type Pod } from './pod.ts';
import type { Quota } from './quota.ts';
import { createWaitingDemand, type DemandByNamespace } from './waiting-demand.ts';

/** A node of eight GPUs full of the smallest profile: no single pod shows more demand, whatever it asks for. */
export const MOST_OF_ONE_POD = 56;

/** A half-life of a day, in milliseconds. */
const USUAL_HALF_LIFE_MS = 24 * 3600 * 1000;

/** What is asked of a cluster. */
export interface ShownDemand {
  /** By profile: waiting pods and arrivals together. */
  readonly demand: Demand;
  /** Arrivals by profile, in the pool that the pod was bound to; `''`: in none. */
  readonly arrivals: ReadonlyMap<string, Demand>;
  /** What waits, by namespace and profile; of each only as much as the quotas of its namespace let it hold. */
  readonly waiting: DemandByNamespace;
}

/**
 * The demand that a cluster's pods show: every pod is one arrival per instance it asks for, whatever became of it, halved
 * for each half-life between the times at which it and the newest pod were created; a waiting pod counts in full, as far
 * as the quotas of its namespace let it. There is no clock in it, so the same pods always show the same demand.
 *
 * Without a ledger only pods that exist count. With one, those that were seen before count, too.
 */
export interface DemandTally {
  /** @param node What is known of the pod's node; undefined where it is on none, or on one that nobody knows. */
  add(pod: Pod, node: NodeDemandFacts | undefined): void;
  /** Takes back what `add` did, given the same pod and node: the pod is about to be added again in another form. */
  remove(pod: Pod, node: NodeDemandFacts | undefined): void;
  /** Says that a pod, which has been removed, does not come back. */
  depart(pod: Pod): void;
  show(quotas: readonly Quota[]): ShownDemand;
}

/** How a tally counts. */
export interface TallyOptions {
  readonly halfLifeMs?: number;
  /** Keeps what was seen. */
  readonly ledger?: ArrivalLedger | undefined;
}

/** Makes an empty tally. */
export function createDemandTally({ halfLifeMs = USUAL_HALF_LIFE_MS, ledger }: TallyOptions = {}): DemandTally {
  const waiting = createWaitingDemand();
  const arrivals = createArrivalCounts();
  /** Pods by bucket, those without GPUs, too: the newest one tells the time. */
  const pods = new Map<number, number>();
  /** Pods that the ledger has counted, by UID. */
  const recorded = new Set<string>();
  /** What was shown last. */
  let latest: Demand = noDemand;

  /** What does not wait counts in the ledger once its pool is known, until then (or without one) while it exists. */
  const count = (pod: Pod, node: NodeDemandFacts | undefined, sign: 1 | -1): void => {
    const bucket = bucketOf(pod.createdAt, halfLifeMs);
    const left = (pods.get(bucket) ?? 0) + sign;
    if (left === 0) pods.delete(bucket);
    else pods.set(bucket, left);
    const asked = instancesAsked(pod, node?.single);
    if (isWaiting(pod)) {
      for (const { resource, instances } of asked) waiting.add(pod.namespace, resource, sign * instances);
      return;
    }
    for (const { resource, profile, instances } of asked) {
      if (!pod.isFinished) waiting.hold(pod.namespace, resource, sign * instances);
      if (ledger === undefined || node === undefined) {
        if (!recorded.has(pod.uid)) arrivals.add(bucket, poolOf(node, profile), profile, sign * instances);
      } else if (sign === 1 && !recorded.has(pod.uid)) {
        ledger.record(bucket, poolOf(node, profile), profile, instances);
      }
    }
    if (ledger !== undefined && node !== undefined && sign === 1 && asked.length > 0) recorded.add(pod.uid);
  };

  return {
    add: (pod, node) => count(pod, node, 1),
    remove: (pod, node) => count(pod, node, -1),
    depart(pod) {
      if (ledger === undefined || recorded.delete(pod.uid)) return;
      const bucket = bucketOf(pod.createdAt, halfLifeMs);
      for (const { profile, instances } of instancesAsked(pod, undefined)) {
        ledger.record(bucket, '', profile, instances);
      }
    },
    show(quotas) {
      let newest = ledger?.newest() ?? Number.NEGATIVE_INFINITY;
      // There can be more buckets than a call takes arguments.
      for (const bucket of pods.keys()) if (bucket > newest) newest = bucket;
      const parts = ledger === undefined ? [arrivals] : [arrivals, ledger];
      const byPool = inTextOrder(sumOf(parts.map((part) => part.weigh(newest))));
      const queued = waiting.within(quotas);
      const total = new Map<string, number>();
      for (const part of [...queued.values(), ...byPool.values()]) {
        for (const [profile, number] of part) total.set(profile, (total.get(profile) ?? 0) + number);
      }
      const demand = inTextOrder(total);
      // A pod that is bound no longer waits, and has arrived: whoever compares demands need not look into this one.
      if (!isSameDemand(demand, latest)) latest = demand;
      return { demand: latest, arrivals: byPool, waiting: queued };
    },
  };
}

function poolOf(node: NodeDemandFacts | undefined, profile: string): string {
  return node?.pools.find((pool) => fulfils(pool, profile))?.name ?? '';
}

/** True where both tell the same, in the same order. */
function isSameDemand(demand: Demand, other: Demand): boolean {
  const others = other.entries();
  for (const [profile, count] of demand) {
    const [same, known] = others.next().value ?? [];
    if (profile !== same || count !== known) return false;
  }
  return demand.size === other.size;
}

function inTextOrder<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => compareText(a, b)));
}

interface AskedInstances {
  readonly resource: string;
  readonly profile: string;
  readonly instances: number;
}

/** Instances that a pod asks for by profile, as far as they count. `single` is what `nvidia.com/gpu` stands for. */
function instancesAsked({ gpus }: Pod, single: string | undefined): readonly AskedInstances[] {
  const named = gpus.instances.flatMap(({ resource, profile, count }) =>
    profile === undefined ? [] : [{ resource, profile, instances: Math.min(count, MOST_OF_ONE_POD) }],
  );
  if (single === undefined || gpus.devices === 0) return named;
  const instances = Math.min(gpus.devices, MOST_OF_ONE_POD);
  return [...named, { resource: 'nvidia.com/gpu', profile: single, instances }];
}
