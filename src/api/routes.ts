import { type Request, type Response, Router } from 'express';
import type { Advisor } from '../advisor/advisor.ts';
import { parseLoad } from '../advisor/parse-load.ts';
import type { Reporter } from '../advisor/remembered-report.ts';
import { OutOfMemory } from '../advisor/running-thread.ts';
import { anonymizeSteps } from '../anonymize/anonymize.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { asksForGpus } from '../cluster/pod.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import { NOT_SYNCED, type StateSource } from '../cluster/state-source.ts';
import { snapshotSteps } from '../cluster/write-snapshot.ts';
import { inSlices } from '../sliced.ts';
import { openApiDocument } from './openapi.ts';
import { operations } from './operations.ts';
import { sendProblem } from './problem.ts';
import { versionOf } from './state-version.ts';
import { stateSteps } from './state-view.ts';

/** What the API answers from. */
export interface ApiOptions {
  readonly source: StateSource;
  readonly pools: PoolOptions;
  readonly report: Reporter;
  readonly advisor: Pick<Advisor, 'advice' | 'explain' | 'layouts'>;
  /** The objects of the cluster as they are now. Rejects where they cannot be had. */
  readonly inventory: () => Promise<Inventory>;
}

/** Where the API answers; each takes GET and HEAD. */
export const API_PATHS = operations.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1'));

/** The API as HTTP routes. What takes long is made in slices, so that the verbs of kube-scheduler are not delayed. */
export function apiRoutes({ source, pools, report, advisor, inventory }: ApiOptions): Router {
  const router = Router();
  const document = JSON.stringify(openApiDocument(operations));

  const withCluster =
    (answer: (cluster: Cluster, request: Request, response: Response) => Promise<string | undefined>) =>
    async (request: Request, response: Response): Promise<void> => {
      const cluster = source.cluster();
      if (cluster === undefined) return sendProblem(response, 503, NOT_SYNCED);
      try {
        const json = await answer(cluster, request, response);
        if (json !== undefined) sendJson(response, json);
      } catch (error) {
        if (!(error instanceof OutOfMemory)) throw error;
        sendProblem(response, 503, error.message);
      }
    };

  router.get(
    '/api/v1/state',
    withCluster((cluster) => inSlices(stateSteps(cluster, source, pools))),
  );
  router.get('/api/v1/headroom', async (_request, response) => {
    const known = await report();
    if (known === undefined) return sendProblem(response, 503, NOT_SYNCED);
    sendJson(response, JSON.stringify(known));
  });
  router.get(
    '/api/v1/recommendations',
    withCluster(() => {
      const { state, ...advice } = advisor.advice();
      return Promise.resolve(JSON.stringify({ version: state === undefined ? null : versionOf(state), ...advice }));
    }),
  );
  router.get(
    '/api/v1/layouts',
    withCluster(async (cluster, { query }, response) => {
      const text = query['load'];
      const load = text === undefined ? undefined : parseLoad(String(text));
      if (text !== undefined && load === undefined) {
        sendProblem(response, 400, 'load is not a share above 0, such as 0.85');
        return undefined;
      }
      return JSON.stringify(await advisor.layouts(cluster, load));
    }),
  );
  router.get(
    '/api/v1/explain/:namespace/:pod',
    withCluster(async (cluster, { params }, response) => {
      const key = `${params['namespace']}/${params['pod']}`;
      const pod = cluster.pods.get(key);
      if (pod !== undefined && asksForGpus(pod)) return JSON.stringify(await advisor.explain(cluster, pod));
      sendProblem(response, 404, pod === undefined ? `there is no pod ${key}` : `pod ${key} asks for no GPU`);
      return undefined;
    }),
  );
  router.get(
    '/api/v1/snapshot',
    withCluster(async (_cluster, { query }, response) => {
      const asOthers = query['anonymize'] ?? 'false';
      if (asOthers !== 'true' && asOthers !== 'false') {
        sendProblem(response, 400, 'anonymize is neither true nor false');
        return undefined;
      }
      let objects: Inventory;
      try {
        objects = await inventory();
      } catch (error) {
        sendProblem(response, 503, error instanceof Error ? error.message : String(error));
        return undefined;
      }
      if (asOthers === 'true') objects = await inSlices(anonymizeSteps(objects));
      return inSlices(snapshotSteps(objects));
    }),
  );
  router.get('/api/v1/openapi.json', (_request, response) => sendJson(response, document));
  return router;
}

function sendJson(response: Response, json: string): void {
  response.setHeader('Cache-Control', 'no-store').type('json').send(json);
}
