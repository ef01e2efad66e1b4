import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { keyOf } from '../cluster/object-kinds.ts';
import type { DisruptionBudgetObject } from '../cluster/objects.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import type { Steps } from '../sliced.ts';
import { createLabelReaders } from './read-labels.ts';
import { SHARING_LABELS } from './sharing.ts';
import type { StateChanges, ToThread } from './thread-messages.ts';
import { toldNode, toldPod } from './told-node.ts';

/** Tells another thread of states, each time only what has changed since the one before. */
export interface StateFeed {
  /**
   * Tells of a state in steps; when they are done, the other thread has been told all of it.
   *
   * @param asked A pod that the other thread will be asked about, whatever it has been told of it.
   */
  tell(cluster: Cluster, asked?: Pod): Steps<void>;
}

/** What goes in one message: copying so much takes about a millisecond. */
const CHUNK = { node: 4, pod: 20, budget: 20 } as const;

/** Names or pods that are looked at in one step. */
const STEP = 200;

/** What has been told of, by its key. It is not kept alive for that, nor is anything told twice where it still lives. */
type Told<T extends object> = Map<string, WeakRef<T> | undefined>;

/** Makes a feed to a thread that knows nothing yet. Objects never change, so one that is the same object is as it was. */
export function createStateFeed(post: (message: ToThread) => void, { poolLabel }: PoolOptions): StateFeed {
  const nodes: Told<ClusterNode> = new Map();
  const pods: Told<Pod> = new Map();
  const budgets: Told<DisruptionBudgetObject> = new Map();
  const readers = createLabelReaders([...SHARING_LABELS, ...(poolLabel === undefined ? [] : [poolLabel])]);
  let told: Pick<Cluster, 'demand' | 'arrivals' | 'waitingDemand' | 'quotas'> | undefined;

  return {
    *tell(cluster, asked) {
      const waiting = yield* waitingSteps(cluster);
      const wide = cluster.wideObjects.flatMap((each) => (each.kind === 'PodDisruptionBudget' ? each : []));
      const present = wide.map((each) => [keyOf(each), each.object] as const);
      if (yield* learn(cluster, asked === undefined ? waiting : [...waiting, asked], present)) {
        // What was told of lacks a label.
        for (const each of [nodes, pods]) for (const key of each.keys()) each.set(key, undefined);
      }
      const { labels } = readers;
      yield* tellOf('budget', budgets, present, (changed) => ({ budgets: changed }));
      const byPod = waiting.map((pod) => [pod.key, pod] as const);
      yield* tellOf('pod', pods, byPod, (changed) => ({ pods: changed.map((pod) => toldPod(pod, labels.ofPods)) }));
      const byName = cluster.nodes.map((node) => [node.name, node] as const);
      yield* tellOf('node', nodes, byName, (changed) => ({ nodes: changed.map((node) => toldNode(node, labels)) }));
      const { demand, arrivals, waitingDemand, quotas } = cluster;
      const isTold =
        told?.demand === demand &&
        told.arrivals === arrivals &&
        told.waitingDemand === waitingDemand &&
        told.quotas === quotas;
      if (isTold) return;
      told = { demand, arrivals, waitingDemand, quotas };
      post({ kind: 'demand', demand, arrivals, waitingDemand, quotas });
    },
  };

  /** Finds out which labels are read. Returns whether any is that was not before. */
  function* learn(
    cluster: Cluster,
    waiting: readonly Pod[],
    present: readonly (readonly [string, DisruptionBudgetObject])[],
  ): Steps<boolean> {
    let isNew = false;
    for (const [, budget] of present) isNew = readers.learnBudget(budget) || isNew;
    for (const pod of waiting) isNew = readers.learnPod(pod) || isNew;
    for (const [index, node] of cluster.nodes.entries()) {
      if (index % STEP === 0) yield;
      if (nodes.get(node.name)?.deref() === node) continue;
      for (const pod of [...node.pods, ...node.nominated]) isNew = readers.learnPod(pod) || isNew;
    }
    return isNew;
  }

  function* tellOf<T extends object>(
    kind: keyof typeof CHUNK,
    told: Told<T>,
    now: Iterable<readonly [string, T]>,
    asChanges: (objects: readonly T[]) => Partial<StateChanges>,
  ): Steps<void> {
    const left = new Set(told.keys());
    let chunk: T[] = [];
    let seen = 0;
    const flush = (): void => {
      if (chunk.length > 0) post({ ...NOTHING, ...asChanges(chunk) });
      chunk = [];
    };
    for (const [key, object] of now) {
      if (++seen % STEP === 0) yield;
      left.delete(key);
      if (told.get(key)?.deref() === object) continue;
      told.set(key, new WeakRef(object));
      if (chunk.push(object) < CHUNK[kind]) continue;
      flush();
      yield;
    }
    flush();
    for (const key of left) told.delete(key);
    if (left.size > 0) post({ ...NOTHING, gone: [...left].map((key) => [kind, key] as const) });
  }
}

const NOTHING: StateChanges = { kind: 'changes', nodes: [], pods: [], budgets: [], gone: [] };
