import type { Cause } from '../../advisor/cause.ts';
import type { PendingLook } from '../../advisor/pending-look.ts';
import type { Pod } from '../../cluster/pod.ts';

/** Why pods wait, as far as it has been found out. */
export interface WaitingCauses {
  /** Null until the pod has been looked at. It was so when it was looked at, which is a while ago in a large cluster. */
  causeOf(pod: Pod): Cause | null;
  /** Has pods that wait looked at, where there are any. */
  look(pods: readonly Pod[]): Promise<void>;
}

/** How much longer than a look took nobody looks for the page after it: it has a fifth of a core, whatever a look costs. */
const REST = 4;

/** Makes one that rests between looks, by this clock. Prometheus looks, too, and what it finds is shown all the same. */
export function createWaitingCauses(pending: PendingLook, now: () => number): WaitingCauses {
  let restUntil = Number.NEGATIVE_INFINITY;
  return {
    causeOf: ({ uid }) => pending.found?.ofPod.get(uid) ?? null,
    async look(pods) {
      const began = now();
      if (pods.length === 0 || began < restUntil) return;
      await pending.look();
      restUntil = now() + REST * (now() - began);
    },
  };
}
