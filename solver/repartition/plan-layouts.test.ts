import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPlacement } from '../model/placement.ts';
import { mostWorth, type RawProblem } from '../testing/exact-layouts.ts';
import { planFor, podsOf, someWorths, worthOf } from '../testing/layout-plans.ts';
import { everyGeometry, publishedBoard } from '../testing/published.ts';
import { gpu, model, profile, staticNode } from '../testing/shapes.ts';
import { bestGeometries } from './best-geometries.ts';
import type { LayoutPlan } from './plan-layouts.ts';

const limit = { now: () => performance.now(), milliseconds: 5000 };
const a100 = model('A100-40GB');
const board = publishedBoard('A100-40GB');
const geometries = everyGeometry(board);

function describePlan({ recuts, batches, stuck }: LayoutPlan): string {
  const cuts = recuts.map(
    ({ node, gpu: index, create }) => `${node}/${index}: ${create.map(formatPlacement).join(' ')}`,
  );
  const order = batches.map(
    ({ nodes, moves }) => `${nodes}${moves.map((move) => ` ${move.occupant.id} to ${move.to}`)}`,
  );
  return [...cuts, ...order.map((batch) => `drain ${batch}`), ...stuck.map((node) => `stuck ${node}`)].join('; ');
}

describe('planLayouts', () => {
  it('cuts an idle GPU for what is needed', () => {
    assert.equal(
      describePlan(planFor([staticNode([gpu('7g.40gb@0')])], { '3g.20gb': [9, 9] })),
      '0/0: 3g.20gb@0 3g.20gb@4; drain 0',
    );
  });

  it('leaves GPUs alone whose change is worth less than it costs', () => {
    const nodes = [staticNode([gpu('7g.40gb@0*')])];
    assert.equal(describePlan(planFor(nodes, { '3g.20gb': [9] }, { costs: { perGpu: 4, perPod: 5 } })), '');
    assert.equal(planFor(nodes, { '3g.20gb': [9] }, { costs: { perGpu: 4, perPod: 5 } }).status, 'optimal');
  });

  it('moves the pods of a drained node to idle instances elsewhere', () => {
    const nodes = [staticNode([gpu('2g.10gb@0* 1g.5gb@2')]), staticNode([gpu('2g.10gb@4 4g.20gb@0*')])];
    assert.equal(
      describePlan(planFor(nodes, { '7g.40gb': [90], '4g.20gb': [90], '2g.10gb': [2] })),
      '0/0: 7g.40gb@0; drain 0 0/0:2g.10gb@0 to 1',
    );
  });

  it('keeps nodes that pods pin, and says which ones it cannot drain', () => {
    const nodes = [staticNode([gpu('2g.10gb@0*')]), staticNode([gpu('3g.20gb@4')])];
    const pods = nodes.map((shape, node) => ({ movable: podsOf(shape, node), isPinned: false }));
    const wanted = { '7g.40gb': [90, 80], '2g.10gb': [2] };
    const pinned = planFor(nodes, wanted, { pods: pods.with(0, { movable: [], isPinned: true }) });
    assert.equal(describePlan(pinned), '1/0: 7g.40gb@0; drain 1');
    assert.equal(pinned.status, 'optimal');
    const stuck = planFor(nodes, wanted);
    assert.equal(describePlan(stuck), '1/0: 7g.40gb@0; drain 1; stuck 0');
    assert.deepEqual([stuck.status, stuck.objective, stuck.bound], ['feasible', 91, 167]);
  });

  it('never takes more out of use at a time than the pool can spare', () => {
    const nodes = Array.from({ length: 4 }, () => staticNode([gpu('7g.40gb@0'), gpu('7g.40gb@0')]));
    const wanted = { '3g.20gb': Array.from({ length: 16 }, () => 9) };
    assert.deepEqual(
      planFor(nodes, wanted, { capacityShare: 0.5 }).batches.map((batch) => batch.nodes),
      [
        [0, 1],
        [2, 3],
      ],
    );
    assert.deepEqual(
      planFor(nodes, wanted, { capacityShare: 0.75 }).batches.map((batch) => batch.nodes),
      [[0], [1], [2], [3]],
    );
    assert.deepEqual(planFor(nodes, wanted, { capacityShare: 0.8 }).stuck, [0, 1, 2, 3]);
  });

  it('calls nodes undecided, not stuck, where its time ends', () => {
    let time = 0;
    const nodes = [staticNode([gpu('7g.40gb@0')])];
    const found = planFor(nodes, { '3g.20gb': [9, 9] }, { limit: { now: () => (time += 1000), milliseconds: 1 } });
    assert.deepEqual([found.status, found.stuck, found.undecided, found.recuts], ['feasible', [], [0], []]);
    assert.ok(found.objective <= found.bound);
  });

  it('sends pods only where they may run, and keeps to disruption budgets batch by batch', () => {
    const nodes = [
      staticNode([gpu('2g.10gb@0*')]),
      staticNode([gpu('2g.10gb@0*')]),
      staticNode([gpu('2g.10gb@0 2g.10gb@2')]),
      staticNode([gpu('2g.10gb@0 2g.10gb@2')]),
    ];
    const wanted = { '7g.40gb': [90, 80], '2g.10gb': [50, 50, 50, 50] };
    const toTheLast = planFor(nodes, wanted, { mayRunOn: (_, node) => node === 3 });
    assert.deepEqual(
      toTheLast.batches.flatMap(({ moves }) => moves.map(({ to }) => to)),
      [3, 3],
    );
    const guarded = nodes.map((shape, node) => ({
      movable: podsOf(shape, node).map((pod) => ({ ...pod, budgets: ['web'] })),
      isPinned: false,
    }));
    const one = planFor(nodes, wanted, { pods: guarded, disruptionsAllowed: new Map([['web', 1]]) });
    assert.deepEqual(
      one.batches.map((batch) => batch.nodes),
      [[0], [1]],
    );
    assert.deepEqual(planFor(nodes, wanted, { pods: guarded }).stuck, [0, 1]);
  });

  const layouts = [
    '',
    '7g.40gb@0',
    '2g.10gb@0* 3g.20gb@4',
    '1g.5gb@0 1g.5gb@1* 2g.10gb@2* 3g.20gb@4',
    '3g.20gb@0 3g.20gb@4*',
    '4g.20gb@0 2g.10gb@4* 1g.5gb@6',
    '1g.10gb@0 1g.10gb@2 1g.10gb@4* 1g.10gb@6',
  ];

  it('finds the layouts that HiGHS finds, disruption counted', async () => {
    const cases = fc.sample(
      fc.record({
        states: fc.array(fc.constantFrom(...layouts), { minLength: 1, maxLength: 3 }),
        wanted: someWorths,
        perGpu: fc.nat(30),
        perPod: fc.nat(30),
      }),
      { numRuns: 60, seed: 3 },
    );
    const solved = cases.map(({ states, wanted, perGpu, perPod }) => {
      const nodes = states.map((text) => staticNode([gpu(text)]));
      const found = planFor(nodes, wanted, { costs: { perGpu, perPod } });
      const names = Object.keys(wanted);
      const countsOf = (geometry: readonly number[]): readonly number[] =>
        names.map((name) => geometry[board.profiles.findIndex((each) => each.name === name)] ?? 0);
      const raw: RawProblem = {
        gpus: states.map((text) => {
          const words = text.split(' ').map((word) => word.split('@')[0]);
          const cost = perGpu + perPod * (text.split('*').length - 1);
          const changes = new Map(
            geometries.map((geometry) => [countsOf(geometry).join(), { counts: countsOf(geometry), cost }]),
          );
          return [
            { counts: names.map((name) => words.filter((word) => word === name).length), cost: 0 },
            ...changes.values(),
          ];
        }),
        worths: Object.values(wanted),
      };
      return { found, raw };
    });
    for (let from = 0; from < solved.length; from += 20) {
      const batch = solved.slice(from, from + 20);
      const want = await mostWorth(batch.map(({ raw }) => raw));
      assert.deepEqual(
        batch.map(({ found }) => found.bound),
        want,
      );
      for (const { found } of batch) if (found.stuck.length === 0) assert.equal(found.objective, found.bound);
    }
  });
});

describe('bestGeometries', () => {
  it('allows for the spread of demand: of three instances needed in turn, one GPU has one each', () => {
    const { geometries: found, status } = bestGeometries(
      a100,
      1,
      worthOf({ '2g.10gb': [9, 1], '3g.20gb': [9, 1] }),
      limit,
    );
    assert.equal(status, 'optimal');
    assert.deepEqual(
      found.map(({ geometry, gpus }) =>
        [profile(a100, '2g.10gb'), profile(a100, '3g.20gb')].map(({ ordinal }) => (geometry[ordinal] ?? 0) * gpus),
      ),
      [[2, 1]],
    );
  });
});
