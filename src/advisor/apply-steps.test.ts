import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterOf, nodeObject } from '../testing/objects.ts';
import { applyingSteps, applySteps } from './apply-steps.ts';
import type { WayStep } from './way-out.ts';

const NODES = 40;
const names = Array.from({ length: NODES }, (_, index) => `n${index}`);
const cluster = clusterOf(...names.map((name) => nodeObject(name, { gpus: ['3g.20gb@4'] })));
const steps = names.flatMap((node): readonly WayStep[] => [
  { kind: 'delete', node, gpu: 0, instances: ['3g.20gb@4'] },
  { kind: 'create', node, gpu: 0, instances: ['2g.10gb@4'] },
]);

describe('applying steps', () => {
  it('tells the shape of every node that steps change, once all are done', () => {
    const applied = applySteps(cluster, steps);
    assert.ok(applied.ok);
    const open = [...applied.value].map(([name, { gpus }]) => [
      name,
      gpus[0]?.open.map(({ profile, start }) => `${profile.name}@${start}`),
    ]);
    assert.deepEqual(
      open,
      names.map((name) => [name, ['2g.10gb@4']]),
    );
  });

  it('writes one shape for each step, however many nodes have changed before', (context) => {
    const { mock } = context.mock.method(Map.prototype, 'set');
    assert.ok(applySteps(cluster, steps).ok);
    const written = mock.calls.filter(({ arguments: [name] }) => names.includes(name)).length;
    mock.restore();
    assert.equal(written, steps.length);
  });

  it('pauses after each step', () => {
    assert.equal([...applyingSteps(cluster, steps)].length, steps.length);
  });
});
