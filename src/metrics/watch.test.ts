import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Registry } from 'prom-client';
import { registerWatches } from './watch.ts';

it('the metrics of watches tell which are open, and why others were opened anew', async () => {
  const registry = new Registry();
  const restarts = { expired: 0, broken: 2, silent: 1 };
  const watched = [
    { resource: { kind: 'Pod' }, isStreaming: true, isExcused: false, restarts },
    { resource: { kind: 'ConfigMap' }, isStreaming: true, isExcused: false, restarts: {} },
    { resource: { kind: 'ConfigMap' }, isStreaming: false, isExcused: false, restarts: {} },
    { resource: { kind: 'ResourceQuota' }, isStreaming: false, isExcused: true, restarts: {} },
  ];
  registerWatches(registry, watched);
  const samples = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.deepEqual(samples, [
    'slicewise_watch_connected{resource="Pod"} 1',
    'slicewise_watch_connected{resource="ConfigMap"} 0',
    'slicewise_watch_restarts_total{resource="Pod",cause="expired"} 0',
    'slicewise_watch_restarts_total{resource="Pod",cause="broken"} 2',
    'slicewise_watch_restarts_total{resource="Pod",cause="silent"} 1',
  ]);
  restarts.broken++;
  assert.match(await registry.metrics(), /cause="broken"\} 3/);
});
