import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { planFor, someWorths } from '../testing/layout-plans.ts';
import { gpu, staticNode } from '../testing/shapes.ts';
import type { LayoutPlan } from './plan-layouts.ts';

describe('rollingOrder', () => {
  it('finds an order that a cluster can follow, whichever instances the device plugin hands out', () => {
    const roomy = [
      '2g.10gb@0* 2g.10gb@2 3g.20gb@4',
      '2g.10gb@0 2g.10gb@2 2g.10gb@4',
      '3g.20gb@0* 3g.20gb@4',
      '1g.5gb@0* 1g.5gb@1 3g.20gb@4',
      '7g.40gb@0',
    ];
    let moved = 0;
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...roomy), { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 8 }),
        someWorths.map((worths) => ({ ...worths, '7g.40gb': [90, 80] })),
        fc.constantFrom(0, 0.5, 0.7),
        fc.nat(),
        (nodes, wanted, capacityShare, seed) => {
          const shapes = nodes.map((gpus) => staticNode(gpus.map((text) => gpu(text))));
          const found = planFor(shapes, wanted, { capacityShare, costs: { perGpu: 1, perPod: 0 } });
          moved += followOrder(shapes, found, capacityShare, seed);
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(moved > 100, `${moved} pods moved`);
  });

  it('ends where the first phase of the simplex algorithm would go round in circles', () => {
    const nodes = [
      ['1g.5gb@0* 1g.5gb@1 3g.20gb@4'],
      ['2g.10gb@0 2g.10gb@2 2g.10gb@4', '1g.5gb@0* 1g.5gb@1 3g.20gb@4'],
      ['2g.10gb@0 2g.10gb@2 2g.10gb@4', '3g.20gb@0* 3g.20gb@4', '7g.40gb@0'],
    ].map((gpus) => staticNode(gpus.map((text) => gpu(text))));
    const worths = {
      '1g.5gb': [90, 74, 69, 64, 61, 61, 49, 42],
      '1g.10gb': [26],
      '2g.10gb': [48, 43, 37, 27, 26, 7],
      '3g.20gb': [86, 45],
      '4g.20gb': [60, 14],
      '7g.40gb': [90, 80],
    };
    const { objective, bound } = planFor(nodes, worths, { costs: { perGpu: 1, perPod: 0 } });
    assert.ok(objective <= bound && Number.isFinite(bound), `${objective} of at most ${bound}`);
  });
});

/** Carries a plan out on instances and their holders. Returns how many pods were restarted. */
function followOrder(shapes: readonly NodeShape[], found: LayoutPlan, capacityShare: number, seed: number): number {
  const cluster = shapes.map((shape, node) =>
    shape.gpus.map(({ used, open }, index) => [
      ...used.map((placement) => ({
        name: String(placement.profile.name),
        pod: `${node}/${index}:${formatPlacement(placement)}`,
      })),
      ...open.map((placement) => ({ name: String(placement.profile.name), pod: '' })),
    ]),
  );
  const running = (): string =>
    cluster
      .flat(2)
      .map(({ pod }) => pod)
      .filter((pod) => pod !== '')
      .sort()
      .join();
  const before = running();
  const slices = cluster.flat().length * 8;
  let [moved, random] = [0, seed];
  for (const { nodes, moves } of found.batches) {
    const cut = found.recuts.filter(({ node }) => nodes.includes(node));
    assert.ok(slices - cut.length * 8 >= capacityShare * slices, 'enough stays in use');
    for (const {
      occupant: { id },
      from,
      to,
    } of moves) {
      assert.ok(nodes.includes(from) && !nodes.includes(to));
      const old = cluster[from]?.flat().filter(({ pod }) => pod === id) ?? [];
      assert.equal(old.length, 1, 'the pod is where the plan says');
      const idle = cluster[to]?.flat().filter(({ name, pod }) => name === old[0]?.name && pod === '') ?? [];
      const taken = idle[random++ % idle.length] ?? assert.fail('nothing is idle there');
      taken.pod = id;
      for (const each of old) each.pod = '';
      moved++;
    }
    for (const { node, gpu: index, create } of cut) {
      const gpus = cluster[node] ?? [];
      assert.ok(
        gpus[index]?.every(({ pod }) => pod === ''),
        'the GPU is drained',
      );
      gpus[index] = create.map((placement) => ({ name: String(placement.profile.name), pod: '' }));
    }
  }
  assert.equal(running(), before, 'every pod runs');
  return moved;
}
