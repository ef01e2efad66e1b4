import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { GpuModel } from '../model/gpu-model.ts';
import { formatPlacement } from '../model/placement.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { mostWorth, type RawProblem } from '../testing/exact-layouts.ts';
import { everyLayout, publishedBoard, type RawLayout } from '../testing/published.ts';
import { gpu, model, profile, staticNode } from '../testing/shapes.ts';
import { planReshape, type ReshapePlan } from './reshape.ts';
import type { Worth } from './worth.ts';

const limit = { now: () => performance.now(), milliseconds: 5000 };
const a100 = model('A100-40GB');

/** The worth of the first, second ... instance, by profile name. */
function worthOf(of: GpuModel, worths: Readonly<Record<string, readonly number[]>>): Worth {
  const byOrdinal = new Map(Object.entries(worths).map(([name, each]) => [profile(of, name).ordinal, each]));
  return of.profiles.map(({ ordinal }) => (byOrdinal.get(ordinal) ?? []).map((worth) => ({ worth, count: 1 })));
}

function plan(
  nodes: readonly NodeShape[],
  worths: Readonly<Record<string, readonly number[]>>,
  of = a100,
): ReshapePlan {
  return planReshape({ pool: { model: of, nodes }, worth: worthOf(of, worths), limit });
}

function describeRecuts({ recuts }: ReshapePlan): string {
  return recuts
    .map(
      (recut) =>
        `${recut.node}/${recut.gpu}: -${recut.delete.map(formatPlacement)} +${recut.create.map(formatPlacement)}`,
    )
    .join('; ');
}

describe('planReshape', () => {
  const cases: readonly [
    name: string,
    nodes: readonly NodeShape[],
    worths: Readonly<Record<string, readonly number[]>>,
    want: string,
  ][] = [
    [
      'an idle 3g where 2g are wanted',
      [staticNode([gpu('2g.10gb@0* 2g.10gb@2* 3g.20gb@4')])],
      { '2g.10gb': [2, 2] },
      '0/0: -3g.20gb@4 +2g.10gb@4',
    ],
    ['nothing is wanted', [staticNode([gpu('1g.5gb@0')])], {}, ''],
    ['what is wanted is there', [staticNode([gpu('2g.10gb@0 1g.5gb@4*')])], { '2g.10gb': [2] }, ''],
    [
      'fewest destroyed',
      [staticNode([gpu('1g.5gb@0 1g.5gb@1'), gpu('7g.40gb@0')])],
      { '4g.20gb': [4] },
      '0/1: -7g.40gb@0 +4g.20gb@0',
    ],
    [
      'what is not wanted stays where it is not in the way',
      [staticNode([gpu('1g.5gb@0 1g.5gb@6*')])],
      { '3g.20gb': [4] },
      '0/0: -1g.5gb@0 +3g.20gb@0',
    ],
    [
      'the more worthy of two that exclude each other',
      [staticNode([gpu('4g.20gb@0* 1g.5gb@4')])],
      { '2g.10gb': [5], '3g.20gb': [6] },
      '0/0: -1g.5gb@4 +3g.20gb@4',
    ],
    [
      'a second instance that is worth less is made elsewhere or not at all',
      [staticNode([gpu('4g.20gb@0*'), gpu('4g.20gb@0*')])],
      { '3g.20gb': [9, 1], '2g.10gb': [3] },
      '0/0: - +3g.20gb@4; 0/1: - +2g.10gb@4',
    ],
    ['what a pod may hold stays', [staticNode([gpu('2g.10gb@0 3g.20gb@4')], { '3g.20gb': 1 })], { '7g.40gb': [9] }, ''],
  ];
  for (const [name, nodes, worths, want] of cases) {
    it(`${name}: ${want || 'nothing'}`, () => {
      const found = plan(nodes, worths);
      assert.equal(describeRecuts(found), want);
      assert.equal(found.status, 'optimal');
      assert.equal(found.objective, found.bound);
    });
  }

  it('leaves GPUs of another model alone, and points to GPUs by their index on the node', () => {
    const node = staticNode([gpu('', model('H100-80GB')), gpu('3g.20gb@4')]);
    assert.equal(describeRecuts(plan([node], { '2g.10gb': [2] })), '0/1: - +2g.10gb@0');
  });

  it('says what the idle instances were worth before', () => {
    const found = plan([staticNode([gpu('3g.20gb@4 3g.20gb@0')])], { '3g.20gb': [3], '2g.10gb': [2, 2] });
    assert.deepEqual([found.before, found.objective, found.bound], [3, 7, 7]);
  });

  it('is as good as HiGHS says, worth first, then fewest destroyed, on 1,000 pools of any state', async () => {
    const boards = ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB'].map((name) => boardOf(name));
    const cases = fc.sample(
      fc.record({
        board: fc.constantFrom(...boards),
        states: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }),
        falls: fc.array(fc.array(fc.nat(60), { maxLength: 6 }), { minLength: 4, maxLength: 4 }),
        wanted: fc.nat(),
      }),
      { numRuns: 1000, seed: 5 },
    );
    const heavy = 100;
    const problems = cases.map(({ board, states, falls, wanted }) => {
      const shapes = states.map(([layout, bits]) => stateOf(board, layout, bits));
      const names = falls.map((_, item) => board.names[(wanted + item * 3) % board.names.length] ?? '');
      const worths = falls.map((each) => each.map((worth) => worth + 1).sort((a, b) => b - a));
      const found = plan(
        shapes.map(({ shape }) => staticNode([shape])),
        Object.fromEntries(names.map((name, item) => [name, worths[item] ?? []])),
        board.of,
      );
      assert.equal(found.status, 'optimal');
      const raw: RawProblem = {
        gpus: shapes.map(({ used, open }) => optionsOf(board, used, open, names)),
        worths: worths.map((each) => each.map((worth) => worth * heavy)),
      };
      return { found, raw };
    });
    for (let from = 0; from < problems.length; from += 20) {
      const batch = problems.slice(from, from + 20);
      assert.deepEqual(
        batch.map(({ found }) => found.objective * heavy - found.destroyed),
        await mostWorth(batch.map(({ raw }) => raw)),
      );
    }
  });
});

interface Board {
  readonly of: GpuModel;
  readonly names: readonly string[];
  readonly layouts: readonly RawLayout[];
}

function boardOf(name: string): Board {
  const board = publishedBoard(name);
  return { of: model(name), names: board.profiles.map((each) => each.name), layouts: everyLayout(board) };
}

/** A GPU with any layout, any of its instances used. */
function stateOf(
  { of, names, layouts }: Board,
  layout: number,
  bits: number,
): { shape: GpuShape; used: RawLayout; open: RawLayout } {
  const instances = layouts[layout % layouts.length] ?? [];
  const isUsed = (_: unknown, index: number): boolean => (bits & (1 << index)) !== 0;
  const used = instances.filter(isUsed);
  const words = instances.map(([at, start], index) => `${names[at]}@${start}${isUsed(0, index) ? '*' : ''}`);
  return { shape: gpu(words.join(' '), of), used, open: instances.filter((each) => !used.includes(each)) };
}

const remembered = new Map<string, readonly RawLayout[]>();

/** Every set of idle instances beside the used ones, of those with equal counts the one that destroys the fewest. */
function optionsOf(
  { of, names, layouts }: Board,
  used: RawLayout,
  open: RawLayout,
  wanted: readonly string[],
): RawProblem['gpus'][number] {
  const id = `${of.name} ${used.join(';')}`;
  const has = (layout: RawLayout, [at, start]: RawLayout[number]): boolean =>
    layout.some((each) => each[0] === at && each[1] === start);
  const possible = remembered.get(id) ?? layouts.filter((layout) => used.every((each) => has(layout, each)));
  remembered.set(id, possible);
  const byCounts = new Map<string, RawProblem['gpus'][number][number]>();
  for (const layout of possible) {
    const counts = wanted.map((name) => layout.filter((each) => names[each[0]] === name && !has(used, each)).length);
    const cost = open.filter((each) => !has(layout, each)).length;
    const known = byCounts.get(counts.join());
    if (known === undefined || cost < known.cost) byCounts.set(counts.join(), { counts, cost });
  }
  return [...byCounts.values()];
}
