import { compareText } from '../../solver/text-order.ts';
import type { Cluster, PodIndex } from '../cluster/cluster.ts';
import { type DisruptionBudget, readDisruptionBudget } from '../cluster/disruption-budget.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';
import type { StateChanges, StateDemand } from './thread-messages.ts';
import { nodeFrom } from './told-node.ts';
import { createToldParts } from './told-parts.ts';

/** The state as another thread tells it: the pods are those that ask for GPUs and wait, or are on a node. */
export interface ToldState {
  take(message: StateChanges | StateDemand): void;
  readonly cluster: Cluster;
  /** The pod of the state that this is a copy of; where it has not been told of, one made from the copy. */
  ownPod(copy: Pod): Pod;
}

/** Makes a state of which nothing has been told. */
export function createToldState(): ToldState {
  const nodes = new Map<string, ClusterNode>();
  const waiting = new Map<string, Pod>();
  const budgets = new Map<string, DisruptionBudget>();
  const share = createToldParts();
  let demand: Omit<StateDemand, 'kind'> = {
    demand: new Map(),
    arrivals: new Map(),
    waitingDemand: new Map(),
    quotas: [],
  };
  let latest: Cluster | undefined;

  const build = (): Cluster => {
    const inOrder = [...nodes.values()].sort((a, b) => compareText(a.name, b.name));
    return {
      nodes: inOrder,
      ordinals: new Map(inOrder.map(({ name }, ordinal) => [name, ordinal])),
      pods: indexOf(inOrder, [...waiting.values()]),
      disruptionBudgets: [...budgets.values()].sort((a, b) => compareText(a.key, b.key)),
      ...demand,
      wideObjects: [],
      problems: [],
    };
  };

  return {
    take(message) {
      latest = undefined;
      if (message.kind === 'demand') {
        const { demand: all, arrivals, waitingDemand, quotas } = message;
        demand = { demand: all, arrivals, waitingDemand, quotas };
        return;
      }
      for (const node of message.nodes) nodes.set(node.name, nodeFrom(node, share));
      for (const pod of message.pods) waiting.set(pod.key, share.pod(pod));
      for (const object of message.budgets) {
        const budget = readDisruptionBudget(object);
        budgets.set(budget.key, budget);
      }
      for (const [kind, key] of message.gone) ({ node: nodes, pod: waiting, budget: budgets })[kind].delete(key);
    },
    get cluster() {
      latest ??= build();
      return latest;
    },
    ownPod(copy) {
      latest ??= build();
      return latest.pods.get(copy.key) ?? share.pod(copy);
    },
  };
}

function indexOf(nodes: readonly ClusterNode[], waiting: readonly Pod[]): PodIndex {
  const all = function* (): Generator<Pod> {
    yield* waiting;
    for (const { pods } of nodes) yield* pods;
  };
  let byKey: ReadonlyMap<string, Pod> | undefined;
  return {
    size: nodes.reduce((sum, { pods }) => sum + pods.length, waiting.length),
    get(key) {
      byKey ??= new Map([...all()].map((pod) => [pod.key, pod]));
      return byKey.get(key);
    },
    values: all,
  };
}
