import type { Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { countViolations } from '../../solver/preemption/disruption-budgets.ts';
import { findVictims } from '../../solver/preemption/victims.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import { budgetsOf } from '../cluster/disruption-budget.ts';
import { shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import { disruptionsAllowed, occupantsOf } from '../cluster/occupants.ts';
import type { Pod } from '../cluster/pod.ts';
import { isConcerned } from './filter.ts';
import type { MetaVictims, OfferedVictims, PreemptionArgs, PreemptionResult } from './wire.ts';

/**
 * For every node that in-tree preemption offers: the smallest set of lower-priority victims whose instances really make
 * a placement for the pod, or the node is left out. kube-scheduler chose its victims by counts alone, and would evict a
 * pod on one full node after the other if it were not told that this does not help.
 *
 * Offered victims may be none (from Kubernetes 1.38 on, where only the extender says no). An empty list is never
 * returned, because up to 1.37 that is an error: where no victim is needed the pod needs no preemption.
 */
export function preempt(cluster: Cluster, { pod, offers }: PreemptionArgs, rater: Rater): PreemptionResult {
  if (!pod.mayPreempt) return { NodeNameToMetaVictims: {} };
  if (!isConcerned(cluster, pod)) return toResult([...offers].map(([name, offer]) => [name, unchanged(offer)]));
  const answers = [...offers].flatMap(([name, offer]): [string, MetaVictims][] => {
    const node = findNode(cluster, name);
    const victims = node === undefined ? undefined : victimsOn(cluster, node, pod, offer, rater);
    return victims === undefined || victims.Pods.length === 0 ? [] : [[name, victims]];
  });
  return toResult(answers);
}

function victimsOn(
  cluster: Cluster,
  node: ClusterNode,
  pod: Pod,
  offer: OfferedVictims,
  rater: Rater,
): MetaVictims | undefined {
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown') return undefined;
  const alongside = nominatedRequest(node, pod);
  const hasRoom = asked.request.length === 0 || judge(node.shape, asked.request, rater, alongside).kind === 'fits';
  // The instances are there: the offered victims make room for something else, CPU or a port, say.
  if (hasRoom) return unchanged(offer);

  const search = findVictims({
    node: node.shape,
    evictable: occupantsOf(node, cluster.disruptionBudgets, (holding) => holding.pod.priority < pod.priority),
    request: asked.request,
    rater,
    alongside,
    disruptionsAllowed: disruptionsAllowed(cluster.disruptionBudgets),
  });
  if (search.kind !== 'found') return undefined;
  const holders = new Set(node.holdings.map((holding) => holding.pod.uid));
  // Victims without instances were offered for a reason that only kube-scheduler knows.
  const kept = offer.uids.filter((uid) => !holders.has(uid));
  const smallest = new Set([...search.victims.map(({ id }) => id), ...kept]);
  const isEnough = shortage(node, pod, smallest) === undefined;
  return toMetaVictims(cluster, node, isEnough ? smallest : new Set([...smallest, ...offer.uids]));
}

/** Most important first: kube-scheduler takes the first for the one with the highest priority. */
function toMetaVictims({ disruptionBudgets }: Cluster, node: ClusterNode, uids: ReadonlySet<string>): MetaVictims {
  const known = node.pods
    .filter(({ uid }) => uids.has(uid))
    .sort((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || (a.uid < b.uid ? -1 : 1));
  const unknown = [...uids].filter((uid) => !known.some((pod) => pod.uid === uid));
  const weighed = known.map((pod) => ({ priority: pod.priority, budgets: budgetsOf(pod, disruptionBudgets) }));
  return {
    Pods: [...known.map(({ uid }) => uid), ...unknown].map((UID) => ({ UID })),
    NumPDBViolations: countViolations(weighed, disruptionsAllowed(disruptionBudgets)),
  };
}

function unchanged({ uids, violations }: OfferedVictims): MetaVictims {
  return { Pods: uids.map((UID) => ({ UID })), NumPDBViolations: violations };
}

function toResult(answers: readonly (readonly [string, MetaVictims])[]): PreemptionResult {
  return { NodeNameToMetaVictims: Object.fromEntries(answers) };
}
