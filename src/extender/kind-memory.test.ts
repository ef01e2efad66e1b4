import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clusterOf, type NodeText, nodeObject, plainRater, pod, podObject } from '../testing/objects.ts';
import { createKindMemories } from './kind-memory.ts';
import { decide } from './node-verdict.ts';

/** Nodes that are alike in much and differ in what matters: mode, layout, product, names of resources, pods on them. */
const nodeText: fc.Arbitrary<NodeText> = fc.record(
  {
    gpus: fc.array(fc.constantFrom('1g.5gb@0 1g.5gb@1', '1g.5gb@0=x/a', '2g.10gb@0 3g.20gb@4', '', '7g.40gb@1'), {
      minLength: 1,
      maxLength: 2,
    }),
    labels: fc.constantFrom<Record<string, string>>({}, { 'slicewise.dev/mode': 'carve' }),
    allocatable: fc.constantFrom<Record<string, string>>(
      {},
      { 'nvidia.com/mig-1g.5gb': '2' },
      { 'nvidia.com/mig-1g.5gb.shared': '4' },
    ),
    product: fc.constantFrom('NVIDIA-A100-SXM4-40GB', 'NVIDIA-A100-SXM4-40GB-MIG-1g.5gb'),
  },
  { requiredKeys: ['gpus'] },
);
const asks = fc.constantFrom('1g.5gb', '2 x 1g.5gb', '2g.10gb', '3g.20gb', 'nvidia.com/gpu', '1g.5gb, 2g.10gb');

describe('the memory of a kind of request', () => {
  it('gives every node the verdict that it gets alone, however many are like it', () => {
    fc.assert(
      fc.property(
        fc.array(nodeText, { minLength: 2, maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(5), asks), { maxLength: 8 }),
        asks,
        (nodes, placed, asked) => {
          const cluster = clusterOf(
            ...nodes.map((text, index) => nodeObject(`n${index}`, text)),
            ...placed.map(([on, what], index) => podObject(`y/p${index}`, what, { on: `n${on}` })),
          );
          const rater = plainRater();
          const asking = pod('z/new', asked);
          const memory = createKindMemories(rater).recall(cluster, asking);
          cluster.nodes.forEach((node, ordinal) => {
            assert.deepEqual(memory.verdictOf(ordinal), decide(node, asking, rater), node.name);
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
