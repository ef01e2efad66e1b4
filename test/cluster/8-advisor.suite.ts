import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CoordinationV1Api } from '@kubernetes/client-node';
import { waitUntil } from '../control-plane/wait.ts';
import { readMetrics, sumOf } from './metrics.ts';
import { createNodes, gpuNode } from './nodes.ts';
import { createNamespaces, createPods, gpuPod } from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

describe('arrivals, with the rights and the configuration of the manifests', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ manifests: 'extender.yaml' });
    await createNamespaces(stage.api, 'x');
    await createNodes(stage.api, gpuNode('n', { gpus: ['1g.5gb@0 1g.5gb@1 3g.20gb@4'] }));
  });
  after(() => stage?.close());

  const demandOf = async (profile: string): Promise<number> =>
    sumOf(await readMetrics(stage.slicewise.operations), 'slicewise_demand_instances', { profile });

  it('outlive their pods, and a restart', async () => {
    await createPods(
      stage.api,
      ['a', 'b'].map((name) => gpuPod(`x/${name}`, '1g.5gb', { spec: { nodeName: 'n' } })),
    );
    await waitUntil('both to be counted', 20_000, async () => (await demandOf('1g.5gb')) === 2);
    for (const name of ['a', 'b']) {
      await stage.api.core.deleteNamespacedPod({ name, namespace: 'x', gracePeriodSeconds: 0 });
    }
    await stage.view.until('both to be gone', 20_000, (pods) => pods.size === 0);
    assert.equal(await demandOf('1g.5gb'), 2);
    await stage.slicewise.stop();
    const { data } = await stage.api.core.readNamespacedConfigMap({ name: 'slicewise-demand', namespace: 'slicewise' });
    assert.match(data?.['record.json'] ?? '', /"A100-40GB\/static":\{"1g\.5gb":2\}/);
    const again = await stage.slicewise.restart();
    try {
      await waitUntil('them to be found again', 20_000, async () => {
        const metrics = await readMetrics(again.operations);
        return sumOf(metrics, 'slicewise_demand_instances', { profile: '1g.5gb' }) === 2;
      });
    } finally {
      await again.stop();
    }
  });
});

describe('a recommendation', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      leaseNamespace: 'default',
      configuration: { advisor: { events: true, hold: '0s', coolDown: '0s' } },
    });
    await createNamespaces(stage.api, 'x');
  });
  after(() => stage?.close());

  const eventsOn = async (node: string) => {
    const { items } = await stage.api.events.listEventForAllNamespaces();
    return items.filter(({ regarding, reason }) => regarding?.name === node && reason === 'MigReshapeRecommended');
  };

  it('is an Event on its node, which becomes a series when it opens again, and is withdrawn once it is followed', async () => {
    const { api, slicewise } = stage;
    const advice = async () => JSON.parse(await (await fetch(`${slicewise.operations}/api/v1/recommendations`)).text());
    // Everybody asks for 2g.10gb, and the other half of the GPU is cut into what nobody wants.
    await createNodes(api, gpuNode('n', { gpus: ['2g.10gb@0 2g.10gb@2 3g.20gb@4'] }));
    await createPods(
      api,
      ['a', 'b'].map((name) => gpuPod(`x/${name}`, '2g.10gb', { spec: { nodeName: 'n' } })),
    );
    await waitUntil('an Event', 40_000, async () => (await eventsOn('n')).length === 1);
    const [event = assert.fail()] = await eventsOn('n');
    assert.match(event.note ?? '', /GPU 0: delete 3g\.20gb@4, create 2g\.10gb@4/);
    assert.ok((await advice()).recommendations.length > 0);
    const leases = api.config.makeApiClient(CoordinationV1Api);
    const { spec } = await leases.readNamespacedLease({ name: 'slicewise-advisor', namespace: 'default' });
    assert.ok(spec?.holderIdentity);

    const recut = async (gpus: readonly string[]): Promise<void> => {
      const { metadata, status } = gpuNode('n', { gpus });
      const node = await api.core.readNode({ name: 'n' });
      await api.core.replaceNode({
        name: 'n',
        body: { ...node, metadata: { ...node.metadata, annotations: metadata?.annotations ?? {} } },
      });
      const fresh = await api.core.readNode({ name: 'n' });
      await api.core.replaceNodeStatus({ name: 'n', body: { ...fresh, status: status ?? {} } });
    };
    await recut(['2g.10gb@0 2g.10gb@2 2g.10gb@4']);
    await waitUntil('it to be withdrawn', 40_000, async () => (await advice()).recommendations.length === 0);
    await recut(['2g.10gb@0 2g.10gb@2 3g.20gb@4']);
    await waitUntil('it to be said again', 40_000, async () => ((await eventsOn('n'))[0]?.series?.count ?? 0) >= 2);
    assert.equal((await eventsOn('n')).length, 1);
  });
});
