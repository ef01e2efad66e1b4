import type { Verb } from '../metrics/registry.ts';
import { bindingResult } from './bind.ts';
import { filter, filterError } from './filter.ts';
import { preempt } from './preempt.ts';
import { prioritize } from './prioritize.ts';
import type { RejectionCode } from './rejection.ts';
import type { Session } from './session.ts';
import { readExtenderArgs, readPreemptionArgs } from './wire.ts';

/** What a verb answers, and what to log of it. */
export interface VerbAnswer {
  readonly json: string;
  /** Why the reply is an error or empty; absent where the question was answered. */
  readonly error?: string;
  /** Nodes that were rejected, by reason. */
  readonly rejected?: ReadonlyMap<RejectionCode, number>;
  /** True where every node was rejected that was asked about. */
  readonly isHopeless?: boolean;
  readonly log: Readonly<Record<string, unknown>>;
}

/** The verbs that only look at the state. */
export type DecisionVerb = Exclude<Verb, 'bind'>;

/** One verb of the extender. Neither function throws over what the body holds. */
export interface VerbHandler {
  answer(session: Session, body: unknown): VerbAnswer;
  /** The reply that says "error" in the verb's own terms. */
  fail(message: string): string;
}

/** The verbs by name, as kube-scheduler calls them. */
export const verbs: Readonly<Record<DecisionVerb, VerbHandler>> = {
  filter: {
    answer(session, body) {
      const args = readExtenderArgs(body);
      if (!args.ok) return refusal('filter', args.error);
      const { json, rejected, error } = filter(session.cluster, args.value, session.memories);
      const { pod, nodes } = args.value;
      const log = { pod: pod.key, podUID: pod.uid, nodes: nodes.names.length, rejected: Object.fromEntries(rejected) };
      if (error !== undefined) return { json, log, error };
      const count = [...rejected.values()].reduce((sum, each) => sum + each, 0);
      return { json, log, rejected, isHopeless: count > 0 && count === nodes.names.length };
    },
    fail: filterError,
  },
  prioritize: {
    answer(session, body) {
      const args = readExtenderArgs(body);
      if (!args.ok) return refusal('prioritize', args.error);
      const { pod, nodes } = args.value;
      const json = prioritize(session.cluster, args.value, session.memories);
      return { json, log: { pod: pod.key, podUID: pod.uid, nodes: nodes.names.length } };
    },
    // The protocol has no error here; an empty list leaves the choice to kube-scheduler's own scores.
    fail: () => '[]',
  },
  preempt: {
    answer(session, body) {
      const args = readPreemptionArgs(body);
      if (!args.ok) return refusal('preempt', args.error);
      const { pod, offers } = args.value;
      const reply = preempt(session.cluster, args.value, session.rater);
      const accepted = Object.keys(reply.NodeNameToMetaVictims).length;
      return { json: JSON.stringify(reply), log: { pod: pod.key, podUID: pod.uid, offered: offers.size, accepted } };
    },
    // Nor here; without a candidate nobody is evicted.
    fail: () => '{"NodeNameToMetaVictims":{}}',
  },
};

/** The answer that says "error" in a verb's own terms. */
export function refusal(verb: Verb, error: string): VerbAnswer {
  return { json: verb === 'bind' ? bindingResult(error) : verbs[verb].fail(error), error, log: {} };
}
