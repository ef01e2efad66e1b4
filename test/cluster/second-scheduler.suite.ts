import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { wrongs } from './checker.ts';
import { install } from './installation.ts';
import { createNodes, gpuNode } from './nodes.ts';
import { viewPods } from './pod-view.ts';
import { createNamespaces, createPods, gpuPod, nodeOf } from './pods.ts';
import { startSlicewise } from './slicewise.ts';
import { SCENARIO_MS } from './stage.ts';

const INSTALLATIONS = [
  { file: 'second-scheduler.yaml', mode: 'static', gpu: '3g.20gb@4' },
  { file: 'second-scheduler-carve.yaml', mode: 'carve', gpu: '' },
] as const;

describe('a second kube-scheduler with slicewise beside it', { timeout: SCENARIO_MS }, () => {
  let plane: ControlPlane;
  before(async () => {
    plane = await startControlPlane();
    await createNamespaces(plane.api, 'x');
  });
  after(() => plane?.stop());

  for (const { file, mode, gpu } of INSTALLATIONS) {
    it(`works with the configuration and the rights in ${file}, and no others`, async () => {
      const { api, folder } = plane;
      const { kubeconfig, slicewise: configuration, schedulerWith } = await install(plane, file);
      await createNodes(api, gpuNode(mode, { gpus: [gpu], mode, pool: mode }));
      const slicewise = await startSlicewise({ folder, kubeconfig, configuration, name: mode });
      const scheduler = await plane.runScheduler(schedulerWith(slicewise.url), `scheduler-${mode}`);
      const view = viewPods(api.config);
      try {
        await createPods(api, [gpuPod(`x/${mode}`, '3g.20gb', { pool: mode, spec: { schedulerName: 'slicewise' } })]);
        await view.until('the pod to be bound', 30_000, (pods) => nodeOf(pods.get(`x/${mode}`) ?? {}) === mode);
        const [nodes, pods] = await Promise.all([api.core.listNode(), api.core.listPodForAllNamespaces()]);
        assert.deepEqual(wrongs(nodes.items, pods.items), []);
      } finally {
        view.stop();
        await scheduler.stop();
        await slicewise.stop();
      }
    });
  }
});
