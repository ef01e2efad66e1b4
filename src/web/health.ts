import { type Request, type Response, Router } from 'express';
import type { StateSource } from '../cluster/state-source.ts';

/** What the probes look at. */
export interface HealthOptions {
  readonly source: StateSource;
  readonly isDraining: () => boolean;
}

/** Where the probes are. */
export const HEALTH_PATHS = ['/livez', '/healthz', '/readyz'];

interface Check {
  readonly name: string;
  readonly isFine: () => boolean;
  /** What there is to say beside that; empty for nothing. */
  readonly detail?: () => string;
}

/**
 * `/livez`: the event loop runs. `/readyz`: answers can be given. Both list their checks with `?verbose`, or when one
 * fails, as the API server does; the status code is what counts.
 */
export function healthRoutes({ source, isDraining }: HealthOptions): Router {
  const alive: readonly Check[] = [{ name: 'ping', isFine: () => true }];
  const ready: readonly Check[] = [
    ...alive,
    { name: 'synced', isFine: () => source.cluster() !== undefined, detail: () => source.troubles().join('; ') },
    { name: 'fresh', isFine: () => source.obstacle() === undefined, detail: () => ageOf(source) },
    { name: 'not-draining', isFine: () => !isDraining() },
  ];
  const router = Router();
  router.get(['/livez', '/healthz'], (request, response) => report(request, response, alive));
  router.get('/readyz', (request, response) => report(request, response, ready));
  return router;
}

function ageOf(source: StateSource): string {
  const seconds = source.ageSeconds();
  return seconds === undefined ? '' : `the state is ${seconds.toFixed(1)} s old`;
}

function report(request: Request, response: Response, checks: readonly Check[]): void {
  const results = checks.map(({ name, isFine, detail }) => ({ name, passed: isFine(), said: detail?.() ?? '' }));
  const isHealthy = results.every(({ passed }) => passed);
  const lines = results.map(({ name, passed, said }) => {
    const verdict = `[${passed ? '+' : '-'}]${name} ${passed ? 'ok' : 'failed'}`;
    return said === '' ? verdict : `${verdict}: ${said}`;
  });
  const isVerbose = !isHealthy || request.query['verbose'] !== undefined;
  response
    .status(isHealthy ? 200 : 503)
    .type('text')
    .send(isVerbose ? `${lines.join('\n')}\n` : 'ok');
}
