import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ClusterNode } from '../cluster/node.ts';
import { clusterOf, type NodeText, nodeObject, plainRater, pod, podObject } from '../testing/objects.ts';
import { createKindMemories } from './kind-memory.ts';
import { BLOCK_SIZE } from './node-set.ts';
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

  it('gives them while states follow each other: nodes change, come and go, and pods are nominated to them', () => {
    const asWritten = fc.record({ text: nodeText, nominated: fc.option(asks, { freq: 2 }) });
    const event = fc.oneof(
      fc.record({ kind: fc.constant('change' as const), at: fc.constantFrom(0, 1, 30), to: asWritten }),
      fc.record({ kind: fc.constant('come' as const), to: asWritten }),
      fc.record({ kind: fc.constant('go' as const) }),
    );
    const events = fc.array(event, { maxLength: 8 });
    const first = fc.array(nodeText, { minLength: 31, maxLength: 66 });
    fc.assert(
      fc.property(first, events, asks, fc.constantFrom(1, 20), (texts, following, asked, priority) => {
        const rater = plainRater();
        const memories = createKindMemories(rater);
        const asking = { ...pod('z/new', asked), priority };
        const nodes = texts.map((text, index) => nodeWith(index, text, null));
        const verdictsOf = new Map<string, unknown>();
        const check = (): void => {
          const memory = memories.recall({ ...clusterOf(), nodes: [...nodes] }, asking);
          const verdicts = nodes.map((node) => decide(node, asking, rater));
          assert.deepEqual(
            nodes.map((_node, ordinal) => memory.verdictOf(ordinal)),
            verdicts,
          );
          for (let start = 0; start < nodes.length; start += BLOCK_SIZE) {
            const members = nodes.slice(start, start + BLOCK_SIZE);
            const version = memory.versionOf(start / BLOCK_SIZE);
            const isAwaited = members.some(({ nominated }) => nominated.length > 0);
            assert.equal(version === undefined, isAwaited, 'what depends on who asks is not kept');
            if (version === undefined) continue;
            const id = `${start} ${version} ${members.length}`;
            const now = verdicts.slice(start, start + BLOCK_SIZE);
            assert.deepEqual(verdictsOf.get(id) ?? now, now, 'the same version tells of the same verdicts');
            verdictsOf.set(id, now);
          }
        };
        check();
        for (const each of following) {
          const at = each.kind === 'change' ? each.at % nodes.length : nodes.length;
          if (each.kind === 'go') nodes.pop();
          else nodes[at] = nodeWith(at, each.to.text, each.to.nominated);
          check();
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** A node alone, with a pod nominated to it that asks for something. */
function nodeWith(index: number, text: NodeText, nominated: string | null): ClusterNode {
  const pods = nominated === null ? [] : [podObject('y/next', nominated, { nominated: `n${index}`, priority: 10 })];
  return clusterOf(nodeObject(`n${index}`, text), ...pods).nodes[0] ?? assert.fail();
}
