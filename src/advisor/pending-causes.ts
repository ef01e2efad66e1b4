import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import type { Steps } from '../sliced.ts';
import { type Cause, causes } from './cause.ts';
import type { DisplacementOptions } from './displacement.ts';
import { pendingCauseSteps } from './pending-cause.ts';

/** How many pods that ask for GPUs wait, and why. */
export interface PendingCauses {
  /** Pods that kube-scheduler may look at, by cause; every cause is there. */
  readonly byCause: ReadonlyMap<Cause, number>;
  /** Pods that wait for a scheduling gate. */
  readonly gated: number;
  /** The cause of each pod that was looked at, by its UID; also of those that wait for a gate. */
  readonly ofPod: ReadonlyMap<string, Cause>;
}

/** What is found where no pod waits. */
export const nobodyPending: PendingCauses = {
  byCause: new Map(causes.map((cause) => [cause, 0])),
  gated: 0,
  ofPod: new Map(),
};

/** Kinds of pod whose cause is worked out; the pods of a cluster come in few. */
const MOST_KINDS = 50;

/**
 * Finds the causes of the pods that wait, and counts them. Pods that differ in nothing that decides about their place share
 * one answer. Of more kinds than fifty, and where the time is up, those that kube-scheduler looks at last are left out, and
 * count as `unknown`.
 */
export function* pendingCausesSteps(
  cluster: Cluster,
  options: DisplacementOptions,
  isTimeUp: () => boolean,
): Steps<PendingCauses> {
  const waiting = yield* waitingSteps(cluster);
  const open = waiting.filter(({ isGated }) => !isGated);
  const gated = waiting.filter(({ isGated }) => isGated);
  const byCause = new Map(nobodyPending.byCause);
  const ofPod = new Map<string, Cause>();
  let kinds = 0;
  for (const alike of Map.groupBy([...open, ...gated], kindOf).values()) {
    const [first] = alike;
    if (first === undefined) continue;
    const isLeftOut = kinds++ >= MOST_KINDS || isTimeUp();
    const cause = isLeftOut ? undefined : yield* pendingCauseSteps(cluster, first, options);
    const counted = cause ?? 'unknown';
    byCause.set(counted, (byCause.get(counted) ?? 0) + alike.filter(({ isGated }) => !isGated).length);
    if (cause !== undefined) for (const { uid } of alike) ofPod.set(uid, cause);
  }
  return { byCause, gated: gated.length, ofPod };
}

/** Equal for pods that have the same cause. What a pod was nominated to depends on which pod it is. */
function kindOf({ constraints, gpus, resources, priority, isPickyAboutOthers, nominatedNode, key }: Pod): string {
  const own = nominatedNode === undefined ? null : key;
  return JSON.stringify([constraints, gpus, [...resources], priority, isPickyAboutOthers, own]);
}
