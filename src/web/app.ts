import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { extenderRoutes, VERB_PATHS } from '../extender/routes.ts';
import type { Session } from '../extender/session.ts';
import type { Metrics } from '../metrics/registry.ts';
import { HEALTH_PATHS, healthRoutes } from './health.ts';
import { type PageOptions, renderPage } from './page.ts';
import { methodNotAllowed, notFound } from './refusals.ts';

/** What the routes need. */
export interface AppOptions {
  /** The newest state; undefined until the first one is there. */
  readonly session: () => Session | undefined;
  /** True once the server has been told to stop. */
  readonly isDraining: () => boolean;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** What the page says beside the state itself. */
  readonly page: () => PageOptions;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
}

/** Everything that is served: the extender's verbs, probes, metrics, and the slice map. */
export function createApp({ session, isDraining, metrics, logger, page, bodyLimit }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // Nobody caches these answers, and hashing a large one costs more than computing it.
  app.disable('etag');
  app.use(closeWhenDraining(isDraining));
  app.use(extenderRoutes({ session, metrics, logger, bodyLimit }));
  app.use(healthRoutes({ isSynced: () => session() !== undefined, isDraining }));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get('/', (_request, response) => {
    const cluster = session()?.cluster;
    if (cluster === undefined) response.status(503).type('text').send('The cluster has not been read yet.\n');
    else response.type('html').send(renderPage(cluster, page()));
  });
  app.all(VERB_PATHS, methodNotAllowed('POST'));
  app.all(['/', '/metrics', ...HEALTH_PATHS], methodNotAllowed('GET, HEAD'));
  app.use(notFound);
  return app;
}

function closeWhenDraining(isDraining: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isDraining()) response.setHeader('Connection', 'close');
    next();
  };
}
