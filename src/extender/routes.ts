import { performance } from 'node:perf_hooks';
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import type { Logger } from 'pino';
import type { Metrics, Verb } from '../metrics/registry.ts';
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

const NOT_SYNCED = 'slicewise is not synced with the cluster yet';

/**
 * The extender's verbs as HTTP routes. kube-scheduler reads only answers with status 200, so that is what errors have too,
 * in each verb's own terms.
 */
export function extenderRoutes({ session, metrics, logger, bodyLimit }: ExtenderRoutesOptions): Router {
  const router = Router();
  // Whatever the content type says: Go's client always sends JSON.
  const parseBody = express.json({ limit: bodyLimit, type: () => true });
  for (const verb of ['filter', 'prioritize', 'preempt'] as const) {
    router.post(`/${verb}`, startClock, parseBody, (request, response) => {
      const current = session();
      if (current === undefined) return refuse(verb, response, NOT_SYNCED);
      const body: unknown = request.body;
      const { json, error, log } = verbs[verb].answer(current, body, metrics);
      finish(verb, response, json, error, log);
    });
  }
  router.use(verbErrors(logger, refuse));
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

/** Bodies that cannot be read (not JSON, too large, cut off) and faults of our own end here; neither is shown as HTML. */
function verbErrors(
  logger: Logger,
  refuse: (verb: Verb, response: Response, message: string) => void,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const verb = request.path.slice(1);
    if (response.headersSent || (verb !== 'filter' && verb !== 'prioritize' && verb !== 'preempt')) return next(error);
    if (isUnreadableBody(error)) return refuse(verb, response, `the request cannot be read: ${error.message}`);
    logger.error({ verb, err: error }, 'internal error');
    refuse(verb, response, 'internal error of slicewise, see its log');
  };
}

/** body-parser's errors carry a type (`entity.parse.failed`, `entity.too.large`, …). */
function isUnreadableBody(error: unknown): error is Error {
  return error instanceof Error && 'type' in error && typeof error.type === 'string';
}
