import { performance } from 'node:perf_hooks';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import { withoutOccupants } from '../../solver/node/occupant.ts';
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
import { callDeadline } from './call-deadline.ts';
import { isConcerned } from './filter.ts';
import type { MetaVictims, OfferedVictims, PreemptionArgs, PreemptionResult } from './wire.ts';

/** Steps that all nodes of one question share: they bound its time and memory. A hundred nodes rarely take a tenth. */
const STEPS = 20_000_000;

/**
 * For every node that in-tree preemption offers: the smallest set of lower-priority victims whose instances really make
 * a placement for the pod, or the node is left out. kube-scheduler chose its victims by counts alone, and would evict a
 * pod on one full node after the other if it were not told that this does not help.
 *
 * Offered victims may be none (from Kubernetes 1.38 on, where only the extender says no). For a pod that asks for GPUs no
 * empty list is returned, because up to 1.37 that is an error: where no victim is needed the pod needs no preemption.
 *
 * Nodes that a large request leaves no time for are left out. `now` tells milliseconds.
 */
export function preempt(
  cluster: Cluster,
  { pod, offers }: PreemptionArgs,
  rater: Rater,
  now: () => number = () => performance.now(),
): PreemptionResult {
  if (!pod.mayPreempt) return { NodeNameToMetaVictims: {} };
  if (!isConcerned(cluster, pod)) return toResult([...offers].map(([name, offer]) => [name, unchanged(offer)]));
  const steps = { left: STEPS };
  const deadline = callDeadline(pod, now());
  const answers = [...offers].flatMap(([name, offer]): [string, MetaVictims][] => {
    const node = now() > deadline ? undefined : findNode(cluster, name);
    const victims = node === undefined ? undefined : victimsOn({ cluster, node, pod, rater, steps }, offer);
    return victims === undefined || victims.Pods.length === 0 ? [] : [[name, victims]];
  });
  return toResult(answers);
}

interface Question {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
  readonly pod: Pod;
  readonly rater: Rater;
  readonly steps: { left: number };
}

function victimsOn(question: Question, offer: OfferedVictims): MetaVictims | undefined {
  const { cluster, node, pod, rater } = question;
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown') return undefined;
  const { request } = asked;
  const alongside = nominatedRequest(node, pod);
  const fits = (shape: NodeShape): boolean =>
    request.length === 0 || judge(shape, request, rater, alongside).kind === 'fits';
  // The instances are there: the offered victims make room for something else, CPU or a port, say.
  if (fits(node.shape)) return unchanged(offer);

  const offered = new Set(offer.uids);
  const holders = occupantsOf(node, cluster.disruptionBudgets, (holding) => offered.has(holding.pod.uid));
  const withoutOffered = withoutOccupants(node.shape, holders);
  const isEnough = offered.size > 0 && fits(withoutOffered);
  // Only kube-scheduler knows which of its victims hold a port or repel the pod, so none of them is spared.
  const isBinding =
    pod.isPickyAboutOthers || node.pods.some((each) => offered.has(each.uid) && each.isPickyAboutOthers);
  if (isBinding && isEnough) return unchanged(offer);

  const search = findVictims({
    node: isBinding ? withoutOffered : node.shape,
    evictable: occupantsOf(
      node,
      cluster.disruptionBudgets,
      (holding) => holding.pod.priority < pod.priority && !(isBinding && offered.has(holding.pod.uid)),
    ),
    request,
    rater,
    alongside,
    disruptionsAllowed: disruptionsAllowed(cluster.disruptionBudgets),
    steps: question.steps,
  });
  if (search.kind !== 'found') return search.kind === 'unknown' && isEnough ? unchanged(offer) : undefined;
  const spared = new Set(isBinding ? [] : holders.map(({ id }) => id));
  const smallest = new Set([...search.victims.map(({ id }) => id), ...offer.uids.filter((uid) => !spared.has(uid))]);
  const isRoomy = shortage(node, pod, smallest) === undefined;
  return toMetaVictims(cluster, node, isRoomy ? smallest : new Set([...smallest, ...offer.uids]));
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
