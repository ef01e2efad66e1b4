import { performance } from 'node:perf_hooks';
import { type Explanation, explainSteps } from '../advisor/explain.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Session } from '../extender/session.ts';
import { inSlices } from '../sliced.ts';

/** Explains pods for the slice map, one after the other and in slices, so that calls of the verbs go on. */
export interface Explainer {
  /**
   * Explains a pod at the newest state; undefined where there is no such pod, or no state. A second question about the same
   * pod at the same state has the same answer, and costs nothing.
   */
  explain(key: string): Promise<Explanation | undefined>;
  /** How many questions wait for their turn. */
  readonly waiting: number;
}

/** As `slicewise explain` usually has it. */
const MOST_MOVES = 3;

/** The integer program cannot be cut into slices, so it gets less time than on the command line. Milliseconds. */
const SOLVER_LIMIT_MS = 150;

/** Answers that are remembered: a page asks again about what it shows. */
const MOST_KNOWN = 200;

/** Makes an explainer on whatever state is the newest when a question's turn comes. */
export function createExplainer(session: () => Session | undefined): Explainer {
  const known = new Map<string, { readonly cluster: Cluster; readonly answer: Explanation }>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const answer = async (key: string): Promise<Explanation | undefined> => {
    const present = session();
    const pod = present?.cluster.pods.get(key);
    if (present === undefined || pod === undefined) return undefined;
    const before = known.get(key);
    if (before?.cluster === present.cluster) return before.answer;
    const explanation = await inSlices(explainSteps(present.cluster, pod, optionsOf(present)));
    known.delete(key);
    known.set(key, { cluster: present.cluster, answer: explanation });
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return explanation;
  };

  return {
    explain(key) {
      waiting++;
      const mine = last.then(() => answer(key)).finally(() => waiting--);
      last = mine.catch(() => {});
      return mine;
    },
    get waiting() {
      return waiting;
    },
  };
}

function optionsOf({ rater }: Session): Parameters<typeof explainSteps>[2] {
  return { rater, limit: { now: () => performance.now(), milliseconds: SOLVER_LIMIT_MS }, mostMoves: MOST_MOVES };
}
