import { performance } from 'node:perf_hooks';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Advisor } from '../advisor/advisor.ts';
import type { Reporter } from '../advisor/remembered-report.ts';
import { API_PATHS, apiRoutes } from '../api/routes.ts';
import type { Bind } from '../binding/outcome.ts';
import type { StateSource } from '../cluster/state-source.ts';
import { createPatience } from '../extender/patience.ts';
import { BIND_PATH, extenderRoutes, VERB_PATHS } from '../extender/routes.ts';
import type { Session } from '../extender/session.ts';
import type { Metrics } from '../metrics/registry.ts';
import { inSlices } from '../sliced.ts';
import { assetRoutes, guardPages } from './asset-routes.ts';
import { createAssets } from './assets.ts';
import { HEALTH_PATHS, healthRoutes } from './health.ts';
import { lastResort } from './last-resort.ts';
import type { LiveMap } from './live/live-map.ts';
import { liveRoutes } from './live/live-routes.ts';
import { type PageOptions, pageSteps } from './page.ts';
import { methodNotAllowed, notFound } from './refusals.ts';
import { renderShell } from './shell.ts';

/** What the routes need. */
export interface AppOptions {
  /** The newest state; undefined until the first one is there. */
  readonly session: () => Session | undefined;
  readonly source: StateSource;
  /** True once the server has been told to stop. */
  readonly isDraining: () => boolean;
  readonly metrics: Metrics;
  /** The report on the newest state. */
  readonly report: Reporter;
  readonly logger: Logger;
  readonly page: Omit<PageOptions, 'assets'>;
  readonly map: LiveMap;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  readonly advisor: Pick<Advisor, 'advice' | 'explain' | 'layouts'>;
  /** Binds a pod; undefined where `/bind` is not served. */
  readonly bind?: Bind | undefined;
}

/** What of all is served at a port, beside the probes. */
export interface Parts {
  /** The verbs of the extender. */
  readonly verbs: boolean;
  /** Metrics and the slice map. */
  readonly pages: boolean;
}

/** One port for all. */
export const EVERYTHING: Parts = { verbs: true, pages: true };
/** The port of the extender, where the rest has one of its own. */
export const VERBS_ONLY: Parts = { verbs: true, pages: false };
/** The port for people, probes and Prometheus. */
export const OPERATIONS: Parts = { verbs: false, pages: true };

/** What is served at a port: probes, and the parts that are asked for. */
export function createApp(parts: Parts, options: AppOptions): Express {
  const { session, source, isDraining, metrics, logger, bodyLimit, bind } = options;
  const app = express();
  app.disable('x-powered-by');
  // Nobody caches these answers, and hashing a large one costs more than computing it.
  app.disable('etag');
  app.use(closeWhenDraining(isDraining));
  if (parts.verbs) {
    const patience = source.origin.kind === 'live' ? createPatience(() => performance.now()) : undefined;
    app.use(extenderRoutes({ session, obstacle: source.obstacle, metrics, logger, bodyLimit, patience, bind }));
    app.all(bind === undefined ? VERB_PATHS : [...VERB_PATHS, BIND_PATH], methodNotAllowed('POST'));
  }
  app.use(healthRoutes({ source, isDraining }));
  app.all(HEALTH_PATHS, methodNotAllowed('GET, HEAD'));
  if (parts.pages) addPages(app, options);
  app.use(notFound);
  app.use(lastResort(logger));
  return app;
}

function addPages(app: Express, options: AppOptions): void {
  const { source, metrics, report, page, map, advisor } = options;
  app.use(apiRoutes({ source, pools: page.pools, report, advisor, inventory: source.inventory }));
  app.all(API_PATHS, methodNotAllowed('GET, HEAD'));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.text());
  });
  const assets = createAssets();
  app.use(guardPages);
  app.get('/', async (_request, response) => {
    response.type('html').send(renderShell(await assets.load()));
  });
  app.get('/plain', async (_request, response) => {
    const cluster = source.cluster();
    const known = await report();
    if (cluster === undefined || known === undefined)
      return void response.status(503).type('text').send('The cluster has not been read yet.\n');
    const { hash } = await assets.load();
    const steps = pageSteps(cluster, known, source, { ...page, assets: hash });
    return void response.type('html').send(await inSlices(steps));
  });
  app.use(liveRoutes({ map, assets, hasState: () => source.cluster() !== undefined }));
  app.use(assetRoutes(assets));
  app.all(['/', '/plain', '/metrics'], methodNotAllowed('GET, HEAD'));
}

function closeWhenDraining(isDraining: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isDraining()) response.setHeader('Connection', 'close');
    next();
  };
}
