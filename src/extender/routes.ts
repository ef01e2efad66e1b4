import { performance } from 'node:perf_hooks';
import { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import type { Logger } from 'pino';
import type { Metrics, Verb } from '../metrics/registry.ts';
import { bodyError, parseBody, receiveBody } from './body.ts';
import type { Session } from './session.ts';
import { verbs } from './verbs.ts';

/** What the extender's routes need. */
export interface ExtenderRoutesOptions {
  /** The newest state; undefined until the first one is there. */
  readonly session: () => Session | undefined;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
}

const VERBS: readonly Verb[] = ['filter', 'prioritize', 'preempt'];

/** Where the verbs are; each takes POST. */
export const VERB_PATHS = VERBS.map((verb) => `/${verb}`);

const NOT_SYNCED = 'slicewise is not synced with the cluster yet';

/**
 * The extender's verbs as HTTP routes. kube-scheduler reads only answers with status 200, so that is what errors have too,
 * in each verb's own terms.
 */
export function extenderRoutes({ session, metrics, logger, bodyLimit }: ExtenderRoutesOptions): Router {
  const router = Router();
  const receive = receiveBody(bodyLimit);
  for (const verb of VERBS) {
    const answer: RequestHandler = (request, response) => {
      const current = session();
      if (current === undefined) return refuse(verb, response, NOT_SYNCED);
      const body = parseBody(request.body);
      if (!body.ok) return refuse(verb, response, body.error);
      const { json, error, log } = verbs[verb].answer(current, body.value, metrics);
      finish(verb, response, json, error, log);
    };
    // Bodies that cannot be received and faults of our own; neither is shown as HTML.
    const refuseError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
      if (response.headersSent) return next(error);
      const message = bodyError(error, bodyLimit);
      if (message === undefined) logger.error({ verb, err: error }, 'internal error');
      refuse(verb, response, message ?? 'internal error of slicewise, see its log');
    };
    router.post(`/${verb}`, startClock, receive, answer, refuseError);
  }
  return router;

  function refuse(verb: Verb, response: Response, message: string): void {
    finish(verb, response, verbs[verb].fail(message), message, {});
  }

  function finish(
    verb: Verb,
    response: Response,
    json: string,
    error: string | undefined,
    log: Readonly<Record<string, unknown>>,
  ): void {
    response.once('finish', () => {
      const seconds = (performance.now() - Number(response.locals['started'])) / 1000;
      metrics.countRequest(verb, error === undefined ? 'ok' : 'error', seconds);
      const fields = { verb, ...log, durationMs: Math.round(seconds * 1e5) / 100 };
      if (error === undefined) logger.info(fields, 'answered');
      else logger.warn({ ...fields, error }, 'refused');
    });
    response.status(200).type('json').send(json);
  }
}

const startClock: RequestHandler = (_request, response, next) => {
  response.locals['started'] = performance.now();
  next();
};
