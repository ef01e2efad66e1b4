import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BenchResult } from '../result.ts';
import { outcome, plan, TWO_CONTENDERS } from '../testing/plans.ts';
import { createCollector } from './collector.ts';
import { mergeResults, type ResultFile } from './merge.ts';
import type { Answer } from './run-units.ts';
import { type Shard, shardUnits } from './shard.ts';
import { unitCost } from './unit-cost.ts';
import { type Plan, type Unit, unitsOf } from './units.ts';

const PLAN = plan({ modes: ['carve', 'static'], policies: ['phi', 'kube'], seeds: 5, bound: true });

function answerTo(unit: Unit): Answer {
  const { scenario, seed } = unit;
  if (unit.kind === 'bound') return { kind: 'bound', bound: { scenario, seed, askedSlices: 2, acceptedSlices: 1 } };
  return { kind: 'run', run: { scenario, policy: unit.policy, seed, outcome: outcome(100 * scenario + seed) } };
}

/** The result of a shard, or of all, whose units are finished in the order that a comparison gives. */
function result(asked: Plan, shard?: Shard, order: (units: readonly Unit[]) => readonly Unit[] = (units) => units) {
  const all = unitsOf(asked, TWO_CONTENDERS);
  const units = shard === undefined ? all : shardUnits(all, shard, (unit) => unitCost(unit, asked.scenarios));
  const collector = createCollector({ title: 'quick', plan: asked, all, units, shard });
  for (const unit of order(units)) collector.add(unit, answerTo(unit));
  return collector.result();
}

function shards(of: number, asked = PLAN): readonly ResultFile[] {
  return Array.from({ length: of }, (_, index) => ({ file: `${index}.json`, result: result(asked, { index, of }) }));
}

function merge(files: readonly ResultFile[], { allowMissing = false } = {}): BenchResult {
  const [first = assert.fail('no files'), ...others] = files;
  return mergeResults([first, ...others], TWO_CONTENDERS, { allowMissing });
}

describe('a result', () => {
  it('is the same in whatever order its parts are finished', () => {
    const units = unitsOf(PLAN, TWO_CONTENDERS);
    fc.assert(
      fc.property(fc.shuffledSubarray([...units], { minLength: units.length }), (order) => {
        assert.deepEqual(
          result(PLAN, undefined, () => order),
          result(PLAN),
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('merged shards', () => {
  it('are what one run would have been, in whatever order they are named', () => {
    for (const count of [1, 2, 3, 40]) assert.deepEqual(merge(shards(count)), result(PLAN));
    assert.deepEqual(merge(shards(3).toReversed()), result(PLAN));
  });

  it('are whole where no bound could be found of those that were asked for', () => {
    const none = shards(3).map(({ file, result: its }) => ({ file, result: { ...its, bounds: [] } }));
    assert.ok(merge(none).bound);
    assert.equal(merge(none).runs.length, result(PLAN).runs.length);
  });

  it('may be one whole result, which stays as it is', () => {
    const whole = result(PLAN);
    assert.equal(merge([{ file: 'a', result: whole }]), whole);
  });

  const refused: readonly [what: string, files: () => readonly ResultFile[], want: RegExp][] = [
    [
      'a missing shard',
      () => shards(4).filter((_, index) => index % 2 === 0),
      /^shards 1\/4, 3\/4 are missing; --allow-/,
    ],
    ['a doubled shard', () => [...shards(2), ...shards(2).slice(1)], /^1\.json: is shard 1\/2, and so is 1\.json$/],
    [
      'a shard of another bench',
      () => [...shards(2).slice(1), ...shards(2, plan({ modes: ['static'], policies: ['phi', 'kube'] })).slice(0, 1)],
      /^0\.json: is of another bench than 1\.json: "planned" differs$/,
    ],
    [
      'a shard of other scenarios',
      () => {
        const [first = assert.fail(), second = assert.fail()] = shards(2);
        const scenarios = second.result.scenarios.map((each) => ({ ...each, name: 'other' }));
        return [first, { ...second, result: { ...second.result, scenarios } }];
      },
      /^1\.json: is of another bench than 0\.json: "scenarios" differs$/,
    ],
    [
      'a shard that was not asked for bounds beside one that was',
      () => [...shards(2).slice(0, 1), ...shards(2, { ...PLAN, bound: false }).slice(1)],
      /^1\.json: is of another bench than 0\.json: "bound" differs$/,
    ],
    [
      'a shard of another number of shards',
      () => [...shards(2).slice(0, 1), ...shards(3).slice(1)],
      /^1\.json: is one of 3 shards, but 0\.json is one of 2$/,
    ],
    [
      'a whole result beside a shard',
      () => [...shards(2), { file: 'whole.json', result: result(PLAN) }],
      /^whole\.json: is a whole bench, and no shard/,
    ],
    [
      'a shard that was ended early',
      () => shards(2).map((each, index) => (index === 0 ? each : withoutLastRun(each))),
      /^1\.json: lacks 1 of the \d+ replays of shard 1\/2, as if it had been ended early; --allow-missing/,
    ],
  ];
  for (const [what, files, want] of refused) {
    it(`refuse ${what}`, () => assert.throws(() => merge(files()), { name: 'BadInput', message: want }));
  }

  it('may lack what is missing, where that is allowed, and plan for all of it', () => {
    const [one = assert.fail(), two = assert.fail()] = shards(4, { ...PLAN, bound: false });
    const merged = merge([one, withoutLastRun(two)], { allowMissing: true });
    assert.equal(merged.runs.length, one.result.runs.length + two.result.runs.length - 1);
    assert.equal(merged.planned, result(PLAN).planned);
    assert.equal(merged.shard, undefined);
  });
});

function withoutLastRun({ file, result }: ResultFile): ResultFile {
  return { file, result: { ...result, runs: result.runs.slice(0, -1) } };
}
