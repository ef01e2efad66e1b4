import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { driverLayout } from '../../solver/layout/driver-layout.ts';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import { model } from '../../solver/testing/shapes.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { statedDemand } from '../cluster/stated-demand.ts';
import { atOnce } from '../sliced.ts';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import type { PoolLayouts } from './pool-layouts.ts';
import { type LayoutsOptions, type WantedLayouts, wantedLayoutsSteps } from './wanted-layouts.ts';

const A30 = 'NVIDIA-A30';
const CARVE = { 'slicewise.dev/mode': 'carve' };

function wanted(cluster: Cluster, options: Partial<LayoutsOptions> = {}): WantedLayouts {
  const limit = { now: () => 0, milliseconds: 10_000 };
  return atOnce(wantedLayoutsSteps(cluster, { pools: {}, limit, ...options }));
}

function only({ pools }: WantedLayouts): PoolLayouts {
  assert.equal(pools.length, 1);
  return pools[0] ?? assert.fail();
}

/** The figures of a profile. */
function of({ profiles }: PoolLayouts, name: string) {
  return profiles.find(({ profile }) => profile === name) ?? assert.fail(`no ${name}`);
}

function near(found: number | null, want: number): void {
  assert.ok(found !== null && Math.abs(found - want) < 1e-9, `${found} instead of ${want}`);
}

/** How GPUs are cut, as `2 x 1g.6gb, 2g.12gb: 1 -> 0`. */
function textOf({ layouts }: PoolLayouts): readonly string[] {
  return layouts.map(({ instances, present, wanted: then }) => {
    const text = instances.map(({ profile, count }) => `${count} x ${profile}`).join(', ');
    return `${text}: ${present} -> ${then}`;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

/** Two A30 of four slices each, two of them in use: by a 1g. */
const idle = clusterOf(
  nodeObject('n1', { product: A30, gpus: ['2g.12gb@0 1g.6gb@2=x/a 1g.6gb@3=x/b', '2g.12gb@0 2g.12gb@2'] }),
  podObject('x/a', '1g.6gb', { on: 'n1' }),
  podObject('x/b', '1g.6gb', { on: 'n1' }),
);

describe('the layouts that a demand wants', () => {
  it('are for what is in use, and for what is free in the proportions of the demand', () => {
    // Six slices are free. Requests of one and of two slices, two to one: 4 slices for every 3 requests.
    const pool = only(
      wanted({
        ...idle,
        ...statedDemand(
          new Map([
            ['1g.6gb', 2],
            ['2g.12gb', 1],
          ]),
        ),
      }),
    );
    near(of(pool, '1g.6gb').needed, 2 + 6 / 2);
    near(of(pool, '2g.12gb').needed, 6 / 4);
    near(of(pool, '1g.6gb').share, 2 / 3);
    assert.deepEqual([pool.load, pool.isLoadStated, pool.isDemandKnown], [1, false, true]);
  });

  it('are for the demand alone where its load is stated', () => {
    const cluster = { ...idle, ...statedDemand(new Map([['2g.12gb', 1]])) };
    const pool = only(wanted(cluster, { load: 0.75 }));
    near(of(pool, '2g.12gb').needed, (0.75 * 8) / 2);
    assert.deepEqual([of(pool, '1g.6gb').needed, of(pool, '1g.6gb').acceptance.present], [0, null]);
    assert.deepEqual([pool.load, pool.isLoadStated], [0.75, true]);
    assert.deepEqual(textOf(pool), ['2 x 2g.12gb: 1 -> 2', '2 x 1g.6gb, 1 x 2g.12gb: 1 -> 0']);
  });

  it('come with the acceptance of what is there, of what is wanted, and of all-balanced', () => {
    const cluster = { ...idle, ...statedDemand(new Map([['2g.12gb', 1]])) };
    const pool = only(wanted(cluster, { load: 0.5 }));
    // Two are needed. B(n, 2) = 2/3, 2/5, 4/19, 2/21 for 1, 2, 3, 4 instances.
    const { instances, acceptance } = of(pool, '2g.12gb');
    assert.deepEqual(instances, { present: 3, wanted: 4, allBalanced: 2 });
    near(acceptance.present, 1 - 4 / 19);
    near(acceptance.wanted, 1 - 2 / 21);
    near(acceptance.allBalanced, 1 - 2 / 5);
    for (const all of [pool.acceptance.requests, pool.acceptance.slices]) near(all.wanted, 1 - 2 / 21);
  });

  it('stay as they are where no others are worth more', () => {
    // Hardly any 1g is needed, so the two that are there are worth as much as eight.
    const pool = only(wanted({ ...idle, ...statedDemand(new Map([['1g.6gb', 1]])) }, { load: 0.01 }));
    assert.deepEqual(textOf(pool), ['2 x 1g.6gb, 1 x 2g.12gb: 1 -> 1', '2 x 2g.12gb: 1 -> 1']);
    assert.deepEqual([pool.proof.status, pool.proof.objective], ['optimal', pool.proof.before]);
  });

  it('are for all plain profiles alike where nothing was asked for', () => {
    const pool = only(wanted(clusterOf(nodeObject('n1', { product: A30, gpus: ['', ''] }))));
    assert.equal(pool.isDemandKnown, false);
    assert.deepEqual(
      pool.profiles.map(({ profile, share }) => [profile, share]),
      ['1g.6gb', '2g.12gb', '4g.24gb'].map((name) => [name, 1 / 3]),
    );
  });

  it('are told for pools that keep their layouts, and for the GPUs that do', () => {
    const carved = nodeObject('c1', { product: A30, labels: CARVE, gpus: ['1g.6gb@0'] });
    const fixed = nodeObject('n1', { product: A30, gpus: ['2g.12gb@0', '4g.24gb@0'] });
    const both = wanted(clusterOf(carved, fixed));
    assert.deepEqual([only(both).name, both.carved], ['A30-24GB/static', ['A30-24GB/carve']]);
    const mixed = only(wanted(clusterOf(carved, fixed), { pools: { poolLabel: 'team' } }));
    assert.equal(mixed.gpus, 2);
    assert.ok(mixed.profiles.every(({ profile, instances }) => profile !== '1g.6gb' || instances.present === 0));
    assert.deepEqual(wanted(clusterOf(carved, fixed), { only: 'A30-24GB/carve' }).pools, []);
  });

  it('do not depend on the order of nodes, exist, are as many as there are GPUs, and keep their promise', () => {
    const a100 = model('A100-40GB');
    const gpu = fc.constantFrom('', '7g.40gb@0', '3g.20gb@4', '1g.5gb@0 1g.5gb@1 2g.10gb@2 3g.20gb@4', '4g.20gb@0');
    const weights = fc.dictionary(
      fc.constantFrom(...a100.profiles.filter(({ plain }) => plain).map(({ name }) => name)),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(
        fc.array(gpu, { minLength: 1, maxLength: 12 }),
        weights,
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (gpus, mix, load) => {
          const demand = statedDemand(new Map(Object.entries(mix)));
          const clusters = [gpus, gpus.toReversed()].map((each) => ({
            ...clusterOf(...each.map((text, index) => nodeObject(`n${10 + index}`, { gpus: [text] }))),
            ...demand,
          }));
          const [pool = assert.fail(), again] = clusters.map((cluster) => only(wanted(cluster, { load })));
          assert.deepEqual(again, pool);
          for (const kind of ['present', 'wanted'] as const) {
            assert.equal(sum(pool.layouts.map((layout) => layout[kind])), gpus.length);
            const made = pool.layouts.map((layout) => layout[kind] * sum(layout.instances.map(({ count }) => count)));
            assert.equal(sum(made), sum(pool.profiles.map(({ instances }) => instances[kind])));
          }
          for (const { instances } of pool.layouts) {
            const geometry = a100.profiles.map(
              ({ name }) => instances.find(({ profile }) => profile === name)?.count ?? 0,
            );
            assert.ok(driverLayout(layoutTable(a100), geometry) !== undefined);
          }
          const { before, objective, bound } = pool.proof;
          assert.ok(before <= objective && objective <= bound);
        },
      ),
      { numRuns: 25 },
    );
  });
});
