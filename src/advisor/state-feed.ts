import type { Cluster } from '../cluster/cluster.ts';
import type { WideObject } from '../cluster/cluster-wide.ts';
import { keyOf } from '../cluster/object-kinds.ts';
import type { NodeObject } from '../cluster/objects.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Steps } from '../sliced.ts';
import type { StateChanges, ToThread } from './thread-messages.ts';

/** Tells another thread of states, each time only what has changed since the one before. */
export interface StateFeed {
  /** Tells of a state in steps; when they are done, the other thread has been told all of it. */
  tell(cluster: Cluster): Steps<void>;
}

/** Objects that go in one message: copying so many takes less than a millisecond. */
const CHUNK = 20;

const WIDE_KINDS = ['PodDisruptionBudget', 'ResourceQuota', 'ConfigMap'] as const;

/** Makes a feed to a thread that knows nothing yet. Objects never change, so one that is the same object is as it was. */
export function createStateFeed(post: (message: ToThread) => void): StateFeed {
  const nodes = new Map<string, NodeObject>();
  const pods = new Map<string, Pod>();
  const wide = new Map(WIDE_KINDS.map((kind) => [kind, new Map<string, WideObject>()]));
  let demand: Cluster['demand'] | undefined;

  return {
    *tell(cluster) {
      const objects = keyed(
        cluster.nodes,
        ({ name }) => name,
        ({ object }) => object,
      );
      yield* tellOf('Node', nodes, objects, (changed) => ({ nodes: changed }));
      const all = keyed(
        cluster.pods.values(),
        ({ key }) => key,
        (pod) => pod,
      );
      yield* tellOf('Pod', pods, all, (changed) => ({ pods: changed }));
      for (const [kind, known] of wide) {
        const alike = cluster.wideObjects.filter((each) => each.kind === kind);
        const now = keyed(alike, keyOf, (object) => object);
        yield* tellOf(kind, known, now, (changed) => ({ wide: changed }));
      }
      if (demand === cluster.demand) return;
      demand = cluster.demand;
      post({ kind: 'demand', demand, arrivals: cluster.arrivals, waitingDemand: cluster.waitingDemand });
    },
  };

  function* tellOf<T>(
    kind: StateChanges['gone'][number][0],
    known: Map<string, T>,
    now: Iterable<readonly [string, T]>,
    asChanges: (objects: readonly T[]) => Partial<StateChanges>,
  ): Steps<void> {
    const left = new Set(known.keys());
    let chunk: T[] = [];
    let seen = 0;
    const flush = (): void => {
      if (chunk.length > 0) post({ ...NOTHING, ...asChanges(chunk) });
      chunk = [];
    };
    for (const [key, object] of now) {
      if (++seen % (10 * CHUNK) === 0) yield;
      left.delete(key);
      if (known.get(key) === object) continue;
      known.set(key, object);
      if (chunk.push(object) < CHUNK) continue;
      flush();
      yield;
    }
    flush();
    for (const key of left) known.delete(key);
    if (left.size > 0) post({ ...NOTHING, gone: [...left].map((key) => [kind, key] as const) });
  }
}

const NOTHING: StateChanges = { kind: 'changes', nodes: [], pods: [], wide: [], gone: [] };

function* keyed<T, U>(
  all: Iterable<T>,
  keyOfEach: (each: T) => string,
  objectOf: (each: T) => U,
): Generator<readonly [string, U]> {
  for (const each of all) yield [keyOfEach(each), objectOf(each)];
}
