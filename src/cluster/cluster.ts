import type { Demand } from '../../solver/placement/demand.ts';
import type { WideObject } from './cluster-wide.ts';
import type { DisruptionBudget } from './disruption-budget.ts';
import type { ClusterNode } from './node.ts';
import type { Pod } from './pod.ts';
import type { Problem } from './problem.ts';
import type { Quota } from './quota.ts';
import type { DemandByNamespace } from './waiting-demand.ts';

/** Every pod by `namespace/name`, in no order that means anything. */
export interface PodIndex {
  readonly size: number;
  get(key: string): Pod | undefined;
  values(): Iterable<Pod>;
}

/** A cluster at one moment. Immutable: a change makes another one, which shares what did not change. */
export interface Cluster {
  /** By name. */
  readonly nodes: readonly ClusterNode[];
  /** Position of a node in `nodes`, by name. Shared by all states until a node comes or goes. */
  readonly ordinals: ReadonlyMap<string, number>;
  readonly pods: PodIndex;
  readonly disruptionBudgets: readonly DisruptionBudget[];
  readonly quotas: readonly Quota[];
  readonly demand: Demand;
  /** The part of the demand that was bound to the GPUs of a pool, by the pool's name; `''`: to none. */
  readonly arrivals: ReadonlyMap<string, Demand>;
  /** The part of the demand that waits, by namespace; quotas cap it. */
  readonly waitingDemand: DemandByNamespace;
  /** The objects that budgets, quotas and mig-parted configurations were read from, each the same until it changes. */
  readonly wideObjects: readonly WideObject[];
  /** What could not be read or makes no sense, nodes' own problems left out. */
  readonly problems: readonly Problem[];
}

/** The node with this name. */
export function findNode(cluster: Cluster, name: string): ClusterNode | undefined {
  return cluster.nodes[cluster.ordinals.get(name) ?? -1];
}

/** Everything that could not be read or makes no sense, in a fixed order. */
export function allProblems(cluster: Cluster): readonly Problem[] {
  return [...cluster.problems, ...cluster.nodes.flatMap(({ problems }) => problems)];
}
