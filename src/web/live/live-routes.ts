import { Router } from 'express';
import type { Assets } from '../assets.ts';
import { methodNotAllowed, refuse } from '../refusals.ts';
import type { LiveMap } from './live-map.ts';

/** What the page asks for while it is open. */
export interface LiveRoutesOptions {
  readonly map: LiveMap;
  readonly assets: Assets;
  /** True once there is a state. */
  readonly hasState: () => boolean;
}

/** `/map.json`, the whole picture, and `/events`, how it changes. */
export function liveRoutes({ map, assets, hasState }: LiveRoutesOptions): Router {
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
  // Before GET, which would answer it, too: with headers that never end.
  router.head('/events', methodNotAllowed('GET'));
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
  router.all('/map.json', methodNotAllowed('GET, HEAD'));
  router.all('/events', methodNotAllowed('GET'));
  return router;
}
