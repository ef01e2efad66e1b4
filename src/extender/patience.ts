/** Says how long an answer that nobody likes may wait for news, in milliseconds; 0 where it may not. */
export type Patience = () => number;

/** From an event at the API server to the state that has it, beyond what kube-scheduler needs to ask again. Milliseconds. */
const HOLD_MS = 15;
/** Of all time, what may go by waiting: kube-scheduler asks about one pod after the other. */
const SHARE = 0.2;
/** What can be saved up, in milliseconds. */
const MOST_MS = 300;

/**
 * kube-scheduler and slicewise are told of the same event at about the same time. kube-scheduler asks again within a
 * millisecond about a pod that waited; where it is the faster one, it hears again that there is no room, and on a quiet
 * cluster it does not ask for another five minutes. So an answer that rejects every node waits a moment and is judged
 * again. The time for that is limited: where much happens, the next event makes up for an answer that was too early.
 *
 * @param now Milliseconds, never going back.
 */
export function createPatience(now: () => number): Patience {
  let saved = MOST_MS;
  let countedAt = now();
  return () => {
    const time = now();
    saved = Math.min(MOST_MS, saved + (time - countedAt) * SHARE);
    countedAt = time;
    if (saved < HOLD_MS) return 0;
    saved -= HOLD_MS;
    return HOLD_MS;
  };
}
