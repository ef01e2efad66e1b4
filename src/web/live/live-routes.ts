import { type RequestHandler, Router } from 'express';
import type { Assets } from '../assets.ts';
import type { ExplanationSeen } from '../client/api.ts';
import type { Explainer } from '../explainer.ts';
import { methodNotAllowed, refuse } from '../refusals.ts';
import type { LiveMap } from './live-map.ts';

/** What the page asks for while it is open. */
export interface LiveRoutesOptions {
  readonly map: LiveMap;
  readonly assets: Assets;
  readonly explainer: Explainer;
  /** True once there is a state. */
  readonly hasState: () => boolean;
}

/** Explanations that may wait for their turn; whoever asks beyond that is told to come later. */
const MOST_QUESTIONS = 20;

/** `/map.json`, the whole picture; `/events`, how it changes; `/api/v1/explain/NS/POD`. */
export function liveRoutes({ map, assets, explainer, hasState }: LiveRoutesOptions): Router {
  const router = Router();
  const { broadcast } = map;
  router.get('/map.json', async (request, response) => {
    if (!hasState()) return refuse(response, 503, 'Service Unavailable', 'the cluster has not been read yet');
    const body = await map.body();
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Vary', 'Accept-Encoding');
    response.type('application/json');
    if (request.acceptsEncodings('gzip') !== 'gzip') return void response.send(await body.plain());
    const bytes = await body.gzipped();
    response.setHeader('Content-Encoding', 'gzip');
    return void response.send(bytes);
  });
  router.get('/events', async (request, response) => {
    const { hash } = await assets.load();
    const known = request.get('Last-Event-ID') ?? String(request.query['since'] ?? '');
    const [epoch = '', revision = ''] = known.split(' ');
    const isAdded = broadcast.viewers.add(response, broadcast.greeting(hash, epoch, Number(revision)));
    if (!isAdded) {
      response.setHeader('Retry-After', '30');
      refuse(response, 503, 'Service Unavailable', 'too many pages are open already');
    }
  });
  router.get('/api/v1/explain/:namespace/:pod', explainRoute(explainer));
  router.all(['/map.json', '/events', '/api/v1/explain/:namespace/:pod'], methodNotAllowed('GET, HEAD'));
  return router;
}

function explainRoute(explainer: Explainer): RequestHandler<{ namespace: string; pod: string }> {
  return async ({ params }, response) => {
    if (explainer.waiting >= MOST_QUESTIONS) {
      response.setHeader('Retry-After', '5');
      return refuse(response, 503, 'Service Unavailable', 'too many explanations are asked for at once');
    }
    const key = `${params.namespace}/${params.pod}`;
    const explanation = await explainer.explain(key);
    if (explanation === undefined) return refuse(response, 404, 'Not Found', `there is no pod ${key}`);
    response.setHeader('Cache-Control', 'no-store');
    const told: ExplanationSeen = explanation;
    return void response.json(told);
  };
}
