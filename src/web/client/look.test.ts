import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { segmentsOf as drawnSegments } from '../../advisor/slice-map-segments.ts';
import { findNode } from '../../cluster/cluster.ts';
import { fleetFrom, migGpusOf } from '../../testing/fleets.ts';
import { clusterFrom } from '../../testing/objects.ts';
import { lookOf, segmentsOf } from './look.ts';

for (const file of ['mixed-cluster.yaml', 'cluster-200.json', 'stranded-node.yaml']) {
  describe(`the looks of ${file}`, () => {
    const cluster = clusterFrom(file);
    const gpus = migGpusOf(fleetFrom(cluster));

    it('say of every slice what the terminal draws', () => {
      assert.equal(gpus.length, cluster.nodes.flatMap(({ migGpus }) => migGpus).length);
      for (const { node, index, model, look, pods } of gpus) {
        const from = findNode(cluster, node) ?? assert.fail(node);
        const drawn = drawnSegments(from.migGpus.find((gpu) => gpu.index === index) ?? assert.fail(), from);
        assert.deepEqual(
          segmentsOf(model, look).map(({ start, length, profile, use, podAt }) => ({
            start,
            length,
            label: profile?.name ?? '',
            use,
            pod: pods[podAt],
          })),
          drawn.map((segment) => ({ ...segment, label: String(segment.label) })),
        );
      }
    });

    it('are made again from their segments', () => {
      for (const { model, look } of gpus) assert.equal(lookOf(model, segmentsOf(model, look)), look);
    });
  });
}
