import type { Cluster } from '../../cluster/cluster.ts';
import type { Pod } from '../../cluster/pod.ts';
import { waitingSteps } from '../../cluster/waiting-pods.ts';
import { inSlices } from '../../sliced.ts';
import type { WireQueue } from '../client/wire.ts';
import { asksOf, stateOf } from '../waiting-text.ts';
import type { WaitingCauses } from './waiting-causes.ts';

/** Pods of the queue that are shown. */
const MOST_SHOWN = 500;

/** The pods that wait, as they were told last. */
export interface Queue {
  readonly told: WireQueue;
  /** The pods that were shown last. */
  readonly shown: readonly Pod[];
  /** Takes in a state. Returns the new queue as JSON; undefined where it is as it was told last. */
  takeIn(cluster: Cluster): Promise<string | undefined>;
}

/** Makes an empty queue. */
export function createQueue(causes: WaitingCauses): Queue {
  let told: WireQueue = { total: 0, pods: [] };
  let text = JSON.stringify(told);
  let waiting: readonly Pod[] = [];
  let seen: Cluster | undefined;
  return {
    get told() {
      return told;
    },
    get shown() {
      return waiting.slice(0, MOST_SHOWN);
    },
    async takeIn(cluster) {
      // Causes change while pods do not.
      if (seen?.pods !== cluster.pods) waiting = await inSlices(waitingSteps(cluster));
      seen = cluster;
      const next: WireQueue = {
        total: waiting.length,
        pods: waiting.slice(0, MOST_SHOWN).map((pod) => ({
          pod: pod.key,
          asks: asksOf(pod),
          profiles: pod.gpus.instances.flatMap(({ profile }) => profile ?? []),
          cause: causes.causeOf(pod),
          note: stateOf(pod),
        })),
      };
      const nextText = JSON.stringify(next);
      if (nextText === text) return undefined;
      told = next;
      text = nextText;
      return text;
    },
  };
}
