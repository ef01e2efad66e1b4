import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { createRater } from '../placement/rater.ts';
import { everyLayout, publishedBoard, type RawLayout } from '../testing/published.ts';
import { carveNode, gpu, model, occupant, profile, staticNode } from '../testing/shapes.ts';
import { findGainfulMoves, type GainOptions, type GainPlan } from './gainful-moves.ts';
import { stepsOf } from './steps.ts';

const a100 = model('A100-40GB');
const rater = createRater({ policy: phi, demand: noDemand });

/** Every used instance is a pod of its own, named `node/gpu:placement`. */
function podsOf(shape: NodeShape, node: number): readonly Occupant[] {
  return shape.gpus.flatMap(({ used }, index) =>
    used.map((placement) => {
      const where = `${index}:${formatPlacement(placement)}`;
      return occupant(`${node}/${where}`, shape, where);
    }),
  );
}

function search(
  shapes: readonly NodeShape[],
  worths: Readonly<Record<string, readonly number[]>>,
  more: Partial<GainOptions> = {},
): GainPlan {
  const byOrdinal = new Map(Object.entries(worths).map(([name, each]) => [profile(a100, name).ordinal, each]));
  return findGainfulMoves({
    model: a100,
    nodes: shapes.map((shape, node) => ({ shape, movable: podsOf(shape, node) })),
    worth: a100.profiles.map(({ ordinal }) => (byOrdinal.get(ordinal) ?? []).map((worth) => ({ worth, count: 1 }))),
    mayRunOn: () => true,
    disruptionsAllowed: new Map(),
    rater,
    mostMoves: 2,
    limit: { now: () => performance.now(), milliseconds: 5000 },
    ...more,
  });
}

function describeMoves({ moves }: GainPlan): string {
  return moves.map(({ occupant: { id }, to }) => `${id} to ${to}`).join(', ');
}

describe('findGainfulMoves', () => {
  it('moves a pod out of the way of what is worth more', () => {
    const found = search([carveNode(gpu('1g.5gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0*'))], { '4g.20gb': [4] });
    assert.equal(describeMoves(found), '0/0:1g.5gb@0 to 1');
    assert.deepEqual([found.status, found.before, found.objective, found.bound], ['optimal', 0, 4, 4]);
  });

  it('moves nobody where nothing is gained', () => {
    const found = search([carveNode(gpu('1g.5gb@6*')), carveNode(gpu('7g.40gb@0*'))], { '4g.20gb': [4, 4] });
    assert.deepEqual([found.status, found.moves, found.objective], ['optimal', [], 4]);
  });

  it('prefers one move to two that gain as much', () => {
    const shapes = [
      carveNode(gpu('1g.5gb@0* 1g.5gb@1* 3g.20gb@4*')),
      carveNode(gpu('1g.5gb@2* 3g.20gb@4*')),
      carveNode(gpu('4g.20gb@0*')),
    ];
    assert.equal(describeMoves(search(shapes, { '4g.20gb': [4] })), '1/0:1g.5gb@2 to 0');
  });

  it('leaves those alone who may not move, or only elsewhere, or whose budget is spent', () => {
    const shapes = [carveNode(gpu('1g.5gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0*')), carveNode(gpu('4g.20gb@0*'))];
    const nodes = shapes.map((shape, node) => ({ shape, movable: podsOf(shape, node) }));
    assert.equal(
      describeMoves(search(shapes, { '4g.20gb': [4] }, { mayRunOn: (_, node) => node === 2 })),
      '0/0:1g.5gb@0 to 2',
    );
    assert.equal(describeMoves(search(shapes, { '4g.20gb': [4] }, { mayRunOn: () => false })), '');
    assert.equal(
      describeMoves(search(shapes, { '4g.20gb': [4] }, { nodes: nodes.map(({ shape }) => ({ shape, movable: [] })) })),
      '',
    );
    const guarded = nodes.map(({ shape, movable }) => ({
      shape,
      movable: movable.map((pod) => ({ ...pod, budgets: ['web'] })),
    }));
    assert.equal(describeMoves(search(shapes, { '4g.20gb': [4] }, { nodes: guarded })), '');
  });

  it('says feasible where its budget ends', () => {
    const shapes = [carveNode(gpu('1g.5gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0*'))];
    const found = search(shapes, { '4g.20gb': [4] }, { budget: 0 });
    assert.deepEqual([found.status, found.objective], ['feasible', 0]);
    assert.ok(found.bound >= 4);
  });

  it('counts what a pod may hold as used, before and after', () => {
    const shapes = [
      staticNode([gpu('1g.5gb@0* 3g.20gb@4')], { '3g.20gb': 1 }),
      staticNode([gpu('1g.5gb@4 4g.20gb@0*')]),
    ];
    const found = search(shapes, { '4g.20gb': [4], '7g.40gb': [8] });
    assert.deepEqual([describeMoves(found), found.objective], ['0/0:1g.5gb@0 to 1', 4]);
  });

  it('never says more than is true, whenever its time ends', () => {
    const texts = ['1g.5gb@0* 3g.20gb@4*', '2g.10gb@0* 1g.5gb@6*', '1g.5gb@2* 1g.5gb@5*'];
    const worths = { '2g.10gb': [], '3g.20gb': [9, 5, 2], '4g.20gb': [12, 7], '7g.40gb': [] };
    const [most] = mostByTwoMoves(texts, worths);
    const shapes = texts.map((text) => carveNode(gpu(text)));
    const statuses = new Set<string>();
    for (let milliseconds = 1; milliseconds < 4_000; milliseconds = Math.ceil(milliseconds * 1.2)) {
      let now = 0;
      const { status, objective, bound } = search(shapes, worths, { limit: { now: () => now++, milliseconds } });
      statuses.add(status);
      assert.ok(objective <= most && most <= bound, `${objective} <= ${most} <= ${bound}`);
      if (status === 'optimal') assert.equal(objective, most);
    }
    assert.equal(statuses.size, 2);
  });

  it('ends in time where everybody is connected with everybody', () => {
    const shape = carveNode(
      ...Array.from({ length: 8 }, () => gpu('1g.5gb@0* 1g.5gb@1* 1g.5gb@2* 1g.5gb@3* 1g.5gb@4* 1g.5gb@5* 1g.5gb@6*')),
    );
    const movable = Array.from({ length: 24 }, (_, at) => {
      const [here, slice] = [at % 8, 2 * Math.floor(at / 8)];
      return occupant(`${at}`, shape, `${here}:1g.5gb@${slice} ${(here + 1) % 8}:1g.5gb@${slice + 1}`);
    });
    let now = 0;
    const limit = { now: () => now++, milliseconds: 2_000 };
    const found = search([shape], { '4g.20gb': [4] }, { nodes: [{ shape, movable }], mostMoves: 8, limit });
    assert.equal(found.status, 'feasible');
    assert.ok(found.bound >= 4);
  });

  it('gains as much as any two moves, as trying all of them shows', () => {
    const layouts = [
      '1g.5gb@0* 3g.20gb@4*',
      '2g.10gb@0* 1g.5gb@6*',
      '4g.20gb@0*',
      '1g.5gb@2* 1g.5gb@5*',
      '3g.20gb@0* 2g.10gb@4*',
      '2g.10gb@2*',
      '',
    ];
    let gained = 0;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...layouts), { minLength: 2, maxLength: 3 }),
        fc.record({
          '2g.10gb': fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
          '3g.20gb': fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
          '4g.20gb': fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
          '7g.40gb': fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 1 }),
        }),
        (texts, raw) => {
          const worths = Object.fromEntries(
            Object.entries(raw).map(([name, each]) => [name, each.sort((a, b) => b - a)]),
          );
          const shapes = texts.map((text) => carveNode(gpu(text)));
          const found = search(shapes, worths);
          const [most, moves] = mostByTwoMoves(texts, worths);
          assert.deepEqual([found.status, found.objective, found.moves.length], ['optimal', most, moves]);
          if (moves > 0) gained++;
          // The order of steps exists, so everyone fits.
          const node = found.moves[0]?.from ?? 0;
          assert.ok(stepsOf(shapes, { node, choices: [], moves: found.moves }).length >= found.moves.length);
        },
      ),
      { numRuns: 80 },
    );
    assert.ok(gained > 20, `${gained} gained`);
  });
});

const board = publishedBoard('A100-40GB');
const names = board.profiles.map(({ name }) => name);
const everything = everyLayout(board).filter((layout) => layout.every(([at]) => !names[at]?.includes('+')));
const keyOf = (layout: RawLayout): string =>
  layout
    .map(([at, start]) => `${names[at]}@${start}`)
    .sort()
    .join(' ');
const legal = new Set(everything.map(keyOf));

/** Tries every set of up to two pods in every other place, and every way to fill what is free. */
function mostByTwoMoves(
  texts: readonly string[],
  worths: Readonly<Record<string, readonly number[]>>,
): [worth: number, moves: number] {
  const start = texts.map((text) =>
    text
      .replaceAll('*', '')
      .split(' ')
      .filter((word) => word !== ''),
  );
  const pods = start.flatMap((words, at) => words.map((word) => ({ at, word })));
  let best: [worth: number, moves: number] = [worthOf(start, worths), 0];
  const place = (state: readonly (readonly string[])[], [next, ...rest]: typeof pods, moves: number): void => {
    if (next === undefined) {
      const worth = worthOf(state, worths);
      if (worth > best[0] || (worth === best[0] && moves < best[1])) best = [worth, moves];
      return;
    }
    const [name] = next.word.split('@');
    for (const { starts } of board.profiles.filter((each) => each.name === name)) {
      for (const at of state.keys()) {
        for (const slice of starts) {
          const after = [...(state[at] ?? []), `${name}@${slice}`];
          if (legal.has(after.toSorted().join(' '))) place(state.with(at, after), rest, moves);
        }
      }
    }
  };
  for (const [index, one] of pods.entries()) {
    for (const two of [undefined, ...pods.slice(index + 1)]) {
      const moved = two === undefined ? [one] : [one, two];
      const left = start.map((words, at) =>
        words.filter((word) => !moved.some((pod) => pod.at === at && pod.word === word)),
      );
      place(left, moved, moved.length);
    }
  }
  return best;
}

const known = new Map<string, readonly (readonly number[])[]>();

/** Every way to fill each GPU beside what is used. */
function worthOf(state: readonly (readonly string[])[], worths: Readonly<Record<string, readonly number[]>>): number {
  const wanted = Object.keys(worths);
  let totals: readonly (readonly number[])[] = [wanted.map(() => 0)];
  for (const used of state) {
    const key = used.toSorted().join(' ');
    const fillings = known.get(key) ?? fillingsBeside(used, wanted);
    known.set(key, fillings);
    const sums = totals.flatMap((total) =>
      fillings.map((filling) => total.map((count, item) => Math.min(3, count + (filling[item] ?? 0)))),
    );
    totals = [...new Map(sums.map((sum) => [sum.join(), sum])).values()];
  }
  const sumOf = (total: readonly number[]): number =>
    total.reduce(
      (sum, count, item) =>
        sum + (worths[wanted[item] ?? ''] ?? []).slice(0, count).reduce((all, each) => all + each, 0),
      0,
    );
  return Math.max(...totals.map(sumOf));
}

function fillingsBeside(used: readonly string[], wanted: readonly string[]): readonly (readonly number[])[] {
  const beside = everything.filter((layout) =>
    used.every((word) => layout.some(([at, start]) => `${names[at]}@${start}` === word)),
  );
  const counts = beside.map((layout) =>
    wanted.map(
      (name) => layout.filter(([at, start]) => names[at] === name && !used.includes(`${name}@${start}`)).length,
    ),
  );
  return [...new Map(counts.map((each) => [each.join(), each])).values()];
}
