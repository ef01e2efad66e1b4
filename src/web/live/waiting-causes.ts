import type { Cause } from '../../advisor/cause.ts';
import type { Pod } from '../../cluster/pod.ts';
import type { Explainer } from '../explainer.ts';

/** Why pods wait, found out little by little. */
export interface WaitingCauses {
  /** Null until the pod has been looked at. It was so when it was looked at, which is a while ago in a large cluster. */
  causeOf(pod: Pod): Cause | null;
  /**
   * Looks at some of these pods: those that nobody has looked at, then those whose turn it is again. The first time at all of
   * them, as far as two seconds go, where the cluster is small.
   */
  look(pods: readonly Pod[], isSmall?: boolean): Promise<void>;
}

/** How long pods are looked at in one go, in milliseconds. A pod that was begun is finished. */
const GO_MS = 50;
/** The same for the first go in a small cluster, so that its first page is complete soon. */
const FIRST_GO_MS = 2_000;
/** How much longer than a go took nothing is looked at after it: a twentieth of one core, whatever a pod costs. */
const REST = 20;
/** Of a go, no more than this counts: the rest was spent waiting for the advisor's thread, and not on this one. Milliseconds. */
const MOST_COUNTED_MS = 100;

/** Makes one that knows nothing yet. */
export function createWaitingCauses({ explain }: Explainer, now: () => number): WaitingCauses {
  /** By UID, the one that was looked at longest ago first. */
  const found = new Map<string, Cause>();
  let restUntil = Number.NEGATIVE_INFINITY;
  let isFirst = true;
  return {
    causeOf: ({ uid }) => found.get(uid) ?? null,
    async look(pods, isSmall = false) {
      const began = now();
      const goMs = isFirst && isSmall ? FIRST_GO_MS : GO_MS;
      if (began < restUntil) return;
      const waiting = new Map(pods.map((pod) => [pod.uid, pod]));
      for (const uid of found.keys()) if (!waiting.has(uid)) found.delete(uid);
      const turns = [...pods.filter(({ uid }) => !found.has(uid)), ...[...found.keys()].map((uid) => waiting.get(uid))];
      for (const pod of turns) {
        if (pod === undefined) continue;
        const cause = (await explain(pod.key))?.cause;
        found.delete(pod.uid);
        if (cause !== undefined && cause !== 'bound' && cause !== 'finished') found.set(pod.uid, cause);
        if (now() > began + goMs) break;
      }
      if (turns.length > 0) isFirst = false;
      restUntil = now() + REST * Math.min(now() - began, MOST_COUNTED_MS);
    },
  };
}
