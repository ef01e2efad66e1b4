import type { Demand } from '../../solver/placement/demand.ts';
import { compareText } from '../../solver/text-order.ts';
import { type DisruptionBudget, readDisruptionBudget } from './disruption-budget.ts';
import { readMigConfigs } from './mig-parted.ts';
import { buildNode, type ClusterNode } from './node.ts';
import { observedDemand } from './observed-demand.ts';
import { type Pod, readPod } from './pod.ts';
import type { Problem } from './problem.ts';
import { type Quota, readQuotas } from './quota.ts';
import type { Inventory } from './snapshot.ts';

/** A cluster at one moment. Immutable: a change makes another one, which shares what did not change. */
export interface Cluster {
  /** By name. */
  readonly nodes: readonly ClusterNode[];
  /** Position of a node in `nodes`, by name. Shared by all states until a node comes or goes. */
  readonly ordinals: ReadonlyMap<string, number>;
  /** Every pod by `namespace/name`. */
  readonly pods: ReadonlyMap<string, Pod>;
  readonly disruptionBudgets: readonly DisruptionBudget[];
  readonly quotas: readonly Quota[];
  readonly demand: Demand;
  /** What could not be read or makes no sense, nodes' own problems left out. */
  readonly problems: readonly Problem[];
}

/** Builds the state of a cluster from its objects. Never throws over an object: what is unusable is reported. */
export function buildCluster(inventory: Inventory): Cluster {
  const { configs: migConfigs, problems: configProblems } = readMigConfigs(inventory.configMaps);
  const podProblems: Problem[] = [];
  const pods = readPods(inventory, podProblems);
  const bound = Map.groupBy(
    [...pods.values()].filter(({ isFinished }) => !isFinished),
    ({ node }) => node,
  );
  const nominated = Map.groupBy(bound.get(undefined) ?? [], ({ nominatedNode }) => nominatedNode);
  const nodes = inventory.nodes
    .map((object) =>
      buildNode({
        object,
        pods: bound.get(object.metadata.name) ?? [],
        nominated: nominated.get(object.metadata.name) ?? [],
        migConfigs,
        findPod: (key) => pods.get(key),
      }),
    )
    .sort((a, b) => compareText(a.name, b.name));
  const ordinals = new Map(nodes.map(({ name }, ordinal) => [name, ordinal]));
  return {
    nodes,
    ordinals,
    pods,
    disruptionBudgets: inventory.disruptionBudgets.map(readDisruptionBudget),
    quotas: inventory.quotas.flatMap(readQuotas),
    demand: observedDemand(pods.values(), (name) => nodes[ordinals.get(name) ?? -1]),
    problems: [...inventory.problems, ...configProblems, ...podProblems],
  };
}

/** The cluster with one of its nodes replaced by a newer state of the same node. Everything else is shared. */
export function withNode(cluster: Cluster, node: ClusterNode): Cluster {
  const ordinal = cluster.ordinals.get(node.name);
  return ordinal === undefined ? cluster : { ...cluster, nodes: cluster.nodes.with(ordinal, node) };
}

/** The node with this name. */
export function findNode(cluster: Cluster, name: string): ClusterNode | undefined {
  return cluster.nodes[cluster.ordinals.get(name) ?? -1];
}

/** Everything that could not be read or makes no sense, in a fixed order. */
export function allProblems(cluster: Cluster): readonly Problem[] {
  return [...cluster.problems, ...cluster.nodes.flatMap(({ problems }) => problems)];
}

function readPods({ pods: objects }: Inventory, problems: Problem[]): ReadonlyMap<string, Pod> {
  const pods = new Map<string, Pod>();
  for (const object of objects) {
    const name = `Pod ${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
    try {
      const pod = readPod(object);
      pods.set(pod.key, pod);
      for (const { resource, profile } of pod.gpus.instances) {
        if (profile === undefined) problems.push({ object: name, message: `"${resource}" names no MIG profile` });
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ object: name, message: error.message });
    }
  }
  return pods;
}
