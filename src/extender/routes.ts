import { performance } from 'node:perf_hooks';
import { type Response, Router } from 'express';
import type { Logger } from 'pino';
import { NOT_SYNCED } from '../cluster/state-source.ts';
import type { Metrics, Verb } from '../metrics/registry.ts';
import { receiveBody } from './body.ts';
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
}

const VERBS: readonly Verb[] = ['filter', 'prioritize', 'preempt'];

/** Where the verbs are; each takes POST. */
export const VERB_PATHS = VERBS.map((verb) => `/${verb}`);

/**
 * The extender's verbs as HTTP routes. kube-scheduler reads only answers with status 200, so that is what errors have too,
 * in each verb's own terms.
 */
export function extenderRoutes({ session, obstacle, metrics, logger, bodyLimit }: ExtenderRoutesOptions): Router {
  const router = Router();
  const receive = receiveBody(bodyLimit);
  for (const verb of VERBS) {
    router.post(`/${verb}`, (request, response) => {
      const reply = watch(verb, response);
      // Called here and not by the router, so that its errors (too large, cut off) are answered as this verb does.
      receive(request, response, (body) => {
        reply(body.ok ? answer(verb, body.value) : refusal(verb, body.error));
      });
    });
  }
  return router;

  function answer(verb: Verb, body: unknown): VerbAnswer {
    const current = session();
    const reason = obstacle();
    if (current === undefined || reason !== undefined) return refusal(verb, reason ?? NOT_SYNCED);
    try {
      return verbs[verb].answer(current, body, metrics);
    } catch (error) {
      logger.error({ verb, err: error }, 'internal error');
      return refusal(verb, 'internal error of slicewise, see its log');
    }
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
      response.status(200).type('json').send(answer.json);
    };
  }
}
