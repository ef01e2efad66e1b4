import type { Explanation } from '../advisor/explain.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';

/** Explains pods for the slice map, one after the other. */
export interface Explainer {
  /**
   * Explains a pod at the newest state; undefined where there is no such pod, or no state. A second question about the same
   * pod at the same state has the same answer, and costs nothing.
   */
  explain(key: string): Promise<Explanation | undefined>;
}

/** Answers that are remembered: a page asks again about what it shows. */
const MOST_KNOWN = 200;

/**
 * Makes an explainer on whatever state is the newest when a question's turn comes.
 *
 * @param ask Explains a pod, off the thread that answers the verbs.
 */
export function createExplainer(
  state: () => Cluster | undefined,
  ask: (cluster: Cluster, pod: Pod) => Promise<Explanation>,
): Explainer {
  const known = new Map<string, { readonly cluster: Cluster; readonly answer: Explanation }>();
  let last: Promise<unknown> = Promise.resolve();

  const answer = async (key: string): Promise<Explanation | undefined> => {
    const cluster = state();
    const pod = cluster?.pods.get(key);
    if (cluster === undefined || pod === undefined) return undefined;
    const before = known.get(key);
    if (before?.cluster === cluster) return before.answer;
    const explanation = await ask(cluster, pod);
    known.delete(key);
    known.set(key, { cluster, answer: explanation });
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return explanation;
  };

  return {
    explain(key) {
      const mine = last.then(() => answer(key));
      last = mine.catch(() => {});
      return mine;
    },
  };
}
