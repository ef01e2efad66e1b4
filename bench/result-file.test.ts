import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadInput } from '../src/bad-input.ts';
import { benchJson, parseBenchResult } from './result-file.ts';
import { acceptedOf100, benchResult, outcome, scenario } from './testing/bench-results.ts';
import { plausibleBench } from './testing/plausible-bench.ts';

describe('a result file', () => {
  const waits = Array.from({ length: 7 }, () => ({ placed: 1, stillWaiting: 0, p50: 0.1, p95: 0.25 }));
  const full = benchResult(
    {
      a: { phi: [acceptedOf100(90, { waits, firstRejection: { time: 0.1, slicesUsed: 3 } })], 'phi+2': [outcome()] },
      b: { phi: [outcome()] },
      c: {},
    },
    {
      shard: { index: 0, of: 3 },
      planned: 40,
      bounds: [{ scenario: 1, seed: 0, askedSlices: 10, acceptedSlices: 9.5 }],
      of: {
        a: scenario({ lifetimes: { kind: 'lognormal', sigma: 1.6 } }, { queue: true }),
        b: scenario(
          { lifetimes: { kind: 'resampled', name: 'l.csv', values: [0.5, 1.5] } },
          {
            mode: {
              kind: 'static',
              layouts: { kind: 'given', name: 's.json', gpus: [['3g.20gb@4']] },
              kubelet: 'packed',
              recutAfter: 0.5,
            },
          },
        ),
        c: {
          ...scenario(),
          workload: { kind: 'trace', name: 't.csv', at: [0], lifetime: [1], profile: ['1g.5gb'], pod: [0], warmUp: 0 },
        },
      },
    },
  );

  it('is read as it was written, and written again as the same bytes', () => {
    for (const result of [full, benchResult({}), plausibleBench({ seeds: 2, bounds: true })]) {
      const text = benchJson(result);
      assert.deepEqual(parseBenchResult(text, 'r.json'), result);
      assert.equal(benchJson(parseBenchResult(text, 'r.json')), text);
    }
  });

  it('does not depend on the order in which fields were set', () => {
    const turned = { ...full, runs: full.runs.map((run) => Object.fromEntries(Object.entries(run).toReversed())) };
    assert.equal(benchJson(parseBenchResult(JSON.stringify(turned), 'r.json')), benchJson(full));
  });

  it('is not written where a figure is no number', () => {
    assert.throws(() => benchJson(benchResult({ a: { phi: [outcome({ moves: Number.NaN })] } })), /moves/);
  });

  it('has one replay to a line', () => {
    const lines = benchJson(full).split('\n');
    const runs = lines.filter((line) => line.startsWith('{"scenario":') && line.includes('"outcome"'));
    assert.equal(runs.length, full.runs.length);
  });

  /** What is said of the full result after a change to its text. */
  const refusal = (from: string, to: string): string => {
    const text = benchJson(full);
    assert.ok(text.includes(from), from);
    try {
      parseBenchResult(text.replace(from, to), 'r.json');
    } catch (error) {
      assert.ok(error instanceof BadInput);
      return error.message;
    }
    return 'read';
  };

  for (const [why, from, to, want] of [
    ['is no JSON', '{', '', 'r.json: it is not JSON'],
    ['is something else', '"slicewise-bench"', '"List"', 'r.json: kind is "List", expected "slicewise-bench"'],
    ['has another version', '"version":2', '"version":1', 'r.json: version is 1, expected 2'],
    ['lacks a field', '"moves":0,', '', 'r.json: runs.0.outcome.moves is missing'],
    ['has one more', '"moves":0', '"moves":0,"mvs":0', 'r.json: runs.0.outcome has a field "mvs", which is not known'],
    [
      'has a figure that makes no sense',
      '"moves":0',
      '"moves":-1',
      'r.json: runs.0.outcome.moves is -1, expected at least 0',
    ],
    [
      'has a figure that is none',
      '"dead":0',
      '"dead":null',
      'r.json: runs.0.outcome.mean.dead is null, expected a number',
    ],
    [
      'has an unknown scenario',
      '{"scenario":1,"policy"',
      '{"scenario":9,"policy"',
      'r.json: runs.2.scenario is 9, but there are 3 scenarios',
    ],
    [
      'has an unknown policy',
      '"policy":"phi"',
      '"policy":"psi"',
      'r.json: runs.0.policy is "psi", which is not in policies',
    ],
    [
      'has a replay twice',
      '"policy":"phi+2","seed":0',
      '"policy":"phi","seed":0',
      'r.json: runs.1 is the second of "phi" with seed 0 in scenario 0',
    ],
    [
      'counts other profiles',
      '"asked":[100,',
      '"asked":[',
      'r.json: runs.0.outcome.asked must have 7 numbers, one for each profile of the model',
    ],
    [
      'bounds an unknown scenario',
      '{"scenario":1,"seed"',
      '{"scenario":3,"seed"',
      'r.json: bounds.0.scenario is not the number of a scenario',
    ],
  ] as const) {
    it(`is refused where it ${why}, and the sentence says so`, () => assert.equal(refusal(from, to), want));
  }

  it('is refused where the model is unknown', () => {
    assert.match(refusal('"A100-40GB"', '"A1"'), /^r\.json: scenarios\.0\.scenario\.fleet\.model is "A1", expected "/);
  });
});
