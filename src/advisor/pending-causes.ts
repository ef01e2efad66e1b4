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
}

/** The count where no pod waits, but for those that wait for a scheduling gate. */
export function nobodyPending(gated: number): PendingCauses {
  return { byCause: new Map(causes.map((cause) => [cause, 0])), gated };
}

/** The count where no cause is worked out. */
export function unknownPending(waiting: readonly Pod[]): PendingCauses {
  const gated = waiting.filter(({ isGated }) => isGated).length;
  const { byCause } = nobodyPending(gated);
  return { byCause: new Map([...byCause, ['unknown', waiting.length - gated]]), gated };
}

/** Kinds of pod whose cause is worked out; the pods of a cluster come in few. */
const MOST_KINDS = 50;

/**
 * Counts the pods that wait by cause. Pods that differ in nothing that decides about their place share one answer. Of more
 * kinds than fifty, and where the time is up, those that kube-scheduler looks at last count as `unknown`.
 */
export function* pendingCausesSteps(
  cluster: Cluster,
  options: DisplacementOptions,
  isTimeUp: () => boolean,
): Steps<PendingCauses> {
  const waiting = yield* waitingSteps(cluster);
  const open = waiting.filter(({ isGated }) => !isGated);
  const { byCause: none, gated } = nobodyPending(waiting.length - open.length);
  const byCause = new Map(none);
  let kinds = 0;
  for (const alike of Map.groupBy(open, kindOf).values()) {
    const [first] = alike;
    if (first === undefined) continue;
    const isLeftOut = kinds++ >= MOST_KINDS || isTimeUp();
    const cause = isLeftOut ? 'unknown' : yield* pendingCauseSteps(cluster, first, options);
    byCause.set(cause, (byCause.get(cause) ?? 0) + alike.length);
  }
  return { byCause, gated };
}

/** Equal for pods that have the same cause. What a pod was nominated to depends on which pod it is. */
function kindOf({ constraints, gpus, resources, priority, isPickyAboutOthers, nominatedNode, key }: Pod): string {
  const own = nominatedNode === undefined ? null : key;
  return JSON.stringify([constraints, gpus, [...resources], priority, isPickyAboutOthers, own]);
}
