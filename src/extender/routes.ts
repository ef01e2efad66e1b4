import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Response, Router } from 'express';
import type { Logger } from 'pino';
import type { Bind } from '../binding/outcome.ts';
import { NOT_SYNCED } from '../cluster/state-source.ts';
import type { Metrics, Verb } from '../metrics/registry.ts';
import { answerBind } from './bind.ts';
import { receiveBody } from './body.ts';
import { readNodeNames } from './node-set.ts';
import type { Patience } from './patience.ts';
import type { Session } from './session.ts';
import { refusal, type VerbAnswer, verbs } from './verbs.ts';

/** What the extender's routes need. */
export interface ExtenderRoutesOptions {
  /** The newest state; undefined until the first one is there. */
  readonly session: () => Session | undefined;
  /** Why nothing should be decided on it. */
  readonly obstacle: () => string | undefined;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  /** Lets `filter` wait for news before it rejects every node; undefined where there is no news to come. */
  readonly patience?: Patience | undefined;
  /** Binds a pod; undefined where `/bind` is not served. */
  readonly bind?: Bind | undefined;
}

const VERBS: readonly Verb[] = ['filter', 'prioritize', 'preempt'];

/** Where the verbs are that are always served; each takes POST. */
export const VERB_PATHS = VERBS.map((verb) => `/${verb}`);

/** Where the verb is that is served only if pods may be bound; it takes POST. */
export const BIND_PATH = '/bind';

/**
 * The extender's verbs as HTTP routes. kube-scheduler reads only answers with status 200, so that is what errors have too,
 * in each verb's own terms.
 */
export function extenderRoutes(options: ExtenderRoutesOptions): Router {
  const { session, obstacle, metrics, logger, bodyLimit, patience, bind } = options;
  const router = Router();
  const receive = receiveBody(bodyLimit, (json) => {
    const current = session();
    return current === undefined ? undefined : readNodeNames(current.cluster, json);
  });
  const served: readonly Verb[] = bind === undefined ? VERBS : [...VERBS, 'bind'];
  for (const verb of served) {
    router.post(`/${verb}`, (request, response) => {
      const reply = watch(verb, response);
      // Called here and not by the router, so that its errors (too large, cut off) are answered as this verb does.
      receive(verb, request, response, (body) => {
        const made = body.ok ? patiently(verb, body.value) : refusal(verb, body.error);
        // What is answered at once is sent at once, not a turn of the event loop later.
        if (made instanceof Promise) made.then(reply, (failed: unknown) => reply(internalError(verb, failed)));
        else reply(made);
      });
    });
  }
  return router;

  /** The answer, judged again where all nodes were rejected and the state is another one a moment later. */
  function patiently(verb: Verb, body: unknown): VerbAnswer | Promise<VerbAnswer> {
    const before = session();
    const first = answer(verb, body);
    const hold = first instanceof Promise || first.isHopeless !== true ? 0 : (patience?.() ?? 0);
    if (hold === 0) return first;
    return sleep(hold).then(() => (session() === before ? first : answer(verb, body)));
  }

  function answer(verb: Verb, body: unknown): VerbAnswer | Promise<VerbAnswer> {
    const current = session();
    const reason = obstacle();
    if (current === undefined || reason !== undefined) return refusal(verb, reason ?? NOT_SYNCED);
    try {
      // Binding looks at the newest state for itself, more than once.
      if (verb === 'bind') return bind === undefined ? refusal(verb, 'bind is off') : answerBind(bind, body, metrics);
      return verbs[verb].answer(current, body);
    } catch (error) {
      return internalError(verb, error);
    }
  }

  function internalError(verb: Verb, error: unknown): VerbAnswer {
    logger.error({ verb, err: error }, 'internal error');
    return refusal(verb, 'internal error of slicewise, see its log');
  }

  /** Times a call, and counts and logs it once it is over, however it ends. Gives the function that sends its answer. */
  function watch(verb: Verb, response: Response): (answer: VerbAnswer) => void {
    const started = performance.now();
    let given: VerbAnswer | undefined;
    response.once('close', () => {
      const seconds = (performance.now() - started) / 1000;
      const fields = { verb, ...given?.log, durationMs: Math.round(seconds * 1e5) / 100 };
      if (given === undefined || !response.writableFinished) {
        metrics.countRequest(verb, 'aborted', seconds);
        logger.warn(fields, 'cut off');
      } else if (given.error === undefined) {
        metrics.countRequest(verb, 'ok', seconds);
        if (given.rejected !== undefined) metrics.countRejections(given.rejected);
        logger.info(fields, 'answered');
      } else {
        metrics.countRequest(verb, 'error', seconds);
        logger.warn({ ...fields, error: given.error }, 'refused');
      }
    });
    return (answer) => {
      // A body that came too slowly has its answer, and a caller that went away needs none.
      if (response.headersSent || response.destroyed) return;
      given = answer;
      // Goes out in one piece with its headers, where `send` would make two of them.
      response.status(200).setHeader('Content-Type', 'application/json; charset=utf-8').end(answer.json);
    };
  }
}
