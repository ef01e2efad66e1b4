import { formatPlacement } from '../../solver/model/placement.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import { isInferred } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { isWaiting, type Pod } from '../cluster/pod.ts';
import { counted } from '../counted.ts';
import { atOnce, type Steps } from '../sliced.ts';
import type { Cause } from './cause.ts';
import type { DisplacementOptions } from './displacement.ts';
import { type ExplainedNode, explainPending } from './explain-pending.ts';
import { findOnNode, mayServe, type NodeFinding } from './node-finding.ts';
import { sharingNotes } from './sharing.ts';
import type { WayOut } from './way-out.ts';

/** A quota of the pod's namespace on a resource that the pod asks for. */
export interface QuotaState {
  readonly name: string;
  readonly resource: string;
  readonly hard: number;
  readonly used: number;
}

/** The node that a pod is bound to. */
export interface BoundNode {
  readonly node: string;
  readonly cause: 'bound';
  readonly message: string;
}

/** Why a pod is pending, or why it is where it is. */
export interface Explanation {
  /** `namespace/name`. */
  readonly pod: string;
  /** What it asks for: `2 x nvidia.com/mig-1g.5gb`. */
  readonly asks: readonly string[];
  /** `bound` and `finished` for pods that wait for nothing. */
  readonly cause: Cause | 'bound' | 'finished';
  readonly message: string;
  /** The nodes with GPUs, cheapest cause first. For a bound pod, its node. */
  readonly nodes: readonly (ExplainedNode | BoundNode)[];
  /** The cheapest way out; null where there is none. */
  readonly way: WayOut | null;
  readonly quotas: readonly QuotaState[];
  /** What the answer rests on that is not certain. */
  readonly notes: readonly string[];
}

/** Explains one pod of a cluster that asks for GPUs. */
export function explain(cluster: Cluster, pod: Pod, options: DisplacementOptions): Explanation {
  return atOnce(explainSteps(cluster, pod, options));
}

/** The same, looking at one node after the other. What to move, if anything, is one last step. */
export function* explainSteps(cluster: Cluster, pod: Pod, options: DisplacementOptions): Steps<Explanation> {
  const common = {
    pod: pod.key,
    asks: asksOf(pod),
    quotas: cluster.quotas
      .filter(({ namespace, resource }) => namespace === pod.namespace && (pod.resources.get(resource) ?? 0) > 0)
      .map(({ name, resource, hard, used }) => ({ name, resource, hard, used })),
  };
  if (pod.isFinished) return { ...common, ...finished('the pod has ended and holds nothing') };
  if (pod.node !== undefined) {
    const bound = explainBound(pod, pod.node, findNode(cluster, pod.node));
    const leaves = pod.isTerminating ? ['the pod is being deleted; what it holds is free once it has ended'] : [];
    return { ...common, ...bound, notes: [...leaves, ...sharingNotes(cluster, pod, [])] };
  }

  if (!isWaiting(pod)) return { ...common, ...finished('the pod is being deleted and waits for nothing') };

  const findings: NodeFinding[] = [];
  for (const node of cluster.nodes) {
    if (!mayServe(node, pod)) continue;
    findings.push(findOnNode(node, pod, options.rater));
    yield;
  }
  const mayRun = findings.filter(({ forbidden }) => forbidden === undefined).map(({ node }) => node);
  const notes = [...notesOn(pod, findings), ...sharingNotes(cluster, pod, mayRun)];
  return { ...common, ...explainPending(cluster, pod, findings, options), notes };
}

function finished(message: string): Pick<Explanation, 'cause' | 'message' | 'nodes' | 'way' | 'notes'> {
  return { cause: 'finished', message, nodes: [], way: null, notes: [] };
}

/** What a pod asks for of GPUs: `2 x nvidia.com/mig-1g.5gb`. */
export function asksOf({ gpus, resources }: Pod): readonly string[] {
  const named = gpus.instances.map(({ resource, count }) => `${count} x ${resource}`);
  const whole = ['nvidia.com/gpu', 'nvidia.com/gpu.shared'].flatMap((resource) => {
    const count = resources.get(resource) ?? 0;
    return count > 0 ? [`${count} x ${resource}`] : [];
  });
  return [...named, ...whole];
}

function explainBound(
  pod: Pod,
  name: string,
  node: ClusterNode | undefined,
): Pick<Explanation, 'cause' | 'message' | 'nodes' | 'way'> {
  const holding = node?.holdings.find((each) => each.pod === pod);
  const known = (holding?.instances ?? []).map(
    ({ gpu, placement }) => `${formatPlacement(placement)} on GPU ${node?.migGpus[gpu]?.index ?? gpu}`,
  );
  const hidden = (holding?.hidden ?? []).map(({ profile, count }) => `${count} x ${profile}, which one is not known`);
  const holds = [...known, ...hidden].join('; ') || 'no GPU instance of a known GPU';
  const message = `runs on ${name} and holds ${holds}`;
  return {
    cause: 'bound',
    message,
    nodes: [{ node: name, cause: 'bound', message: `holds ${holds}` }],
    way: null,
  };
}

function notesOn(pod: Pod, findings: readonly NodeFinding[]): readonly string[] {
  const concerned = findings.filter(
    ({ forbidden, room }) => forbidden === undefined && room.kind !== 'unknown-profile',
  );
  const gpus = concerned.flatMap(({ node }) => node.migGpus);
  const inferred = gpus.filter(({ source }) => isInferred(source)).length;
  const unusable = findings.flatMap(({ node }) => node.gpus).filter(({ kind }) => kind === 'unusable').length;
  const unseen = new Set(gpus.filter(({ model }) => !model.placementsObserved).map(({ model }) => model.name));
  return [
    ...(pod.isGated ? ['the pod waits for a scheduling gate; kube-scheduler does not look at it yet'] : []),
    ...(inferred > 0
      ? [`where the instances of ${inferred} of ${counted(gpus.length, 'GPU')} lie is deduced, not reported`]
      : []),
    ...[...unseen].map((model) => `the legal positions on ${model} are assumed from its family`),
    ...(unusable > 0
      ? [`${counted(unusable, 'GPU')} in a state that makes no sense ${unusable === 1 ? 'is' : 'are'} left out`]
      : []),
  ];
}
