import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CALM, observe, type ThresholdOptions, type ThresholdState } from './threshold.ts';

const MINUTE = 60_000;
const OPTIONS: ThresholdOptions = { threshold: 0.2, hysteresis: 0.05, holdMs: 5 * MINUTE, coolDownMs: 30 * MINUTE };

interface Sample {
  readonly at: number;
  readonly index: number;
}

/** The states after each sample. */
function run(samples: readonly Sample[], options = OPTIONS): readonly ThresholdState[] {
  let state = CALM;
  return samples.map(({ at, index }) => {
    state = observe(state, index, at, options);
    return state;
  });
}

function everyMinute(...indexes: readonly number[]): readonly Sample[] {
  return indexes.map((index, minute) => ({ at: minute * MINUTE, index }));
}

/** Positions of the samples at which `crossed` begins. */
function openings(states: readonly ThresholdState[]): readonly number[] {
  return states.flatMap(({ kind }, position) =>
    kind === 'crossed' && states[position - 1]?.kind !== 'crossed' ? [position] : [],
  );
}

const repeated = (index: number, times: number): readonly number[] => Array.from({ length: times }, () => index);

/** Samples at irregular times; indexes in hundredths, so that the threshold itself comes up. */
const series = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 10 * MINUTE }), fc.integer({ min: 0, max: 40 })), { maxLength: 120 })
  .map((steps) => {
    let at = 0;
    return steps.map(([wait, hundredths]): Sample => {
      at += wait;
      return { at, index: hundredths / 100 };
    });
  });

describe('the threshold of fragmentation', () => {
  it('is crossed after the hold time above it, and not before', () => {
    assert.deepEqual(openings(run(everyMinute(...repeated(0.3, 12)))), [5]);
    assert.deepEqual(openings(run(everyMinute(...repeated(0.3, 5), 0.1, ...repeated(0.3, 5)))), []);
  });

  it('is not crossed by an index that is just as large', () => {
    assert.deepEqual(openings(run(everyMinute(...repeated(0.2, 60)))), []);
  });

  it('stays crossed between the threshold and the hysteresis below it', () => {
    const states = run(everyMinute(...repeated(0.3, 6), ...repeated(0.16, 60)));
    assert.equal(states.at(-1)?.kind, 'crossed');
  });

  it('leaves a pool in peace for the cool-down once it is well again', () => {
    const states = run(everyMinute(...repeated(0.3, 6), ...repeated(0.1, 6), ...repeated(0.9, 60)));
    const cooling = states.filter(({ kind }) => kind === 'cooling').length;
    assert.equal(cooling, 30);
    assert.deepEqual(openings(states), [5, 6 + 5 + 30 + 5]);
  });

  it('does not flap on a noisy series around the threshold', () => {
    // A day of minutes, 0.2 give or take 0.1 by a fixed congruential generator, around a slow wave.
    let seed = 1;
    const noise = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647 - 0.5;
    };
    const samples = everyMinute(
      ...Array.from({ length: 1440 }, (_, minute) => 0.2 + 0.08 * Math.sin(minute / 120) + 0.2 * noise()),
    );
    const crossings = samples.filter(
      ({ index }, position) => index > 0.2 !== (samples[position - 1]?.index ?? 0) > 0.2,
    ).length;
    const opened = openings(run(samples)).length;
    assert.ok(crossings > 300, `${crossings} crossings`);
    assert.ok(opened >= 1 && opened <= 3, `opened ${opened} times`);
  });

  it('opens only after the whole hold time above, closes only after the whole hold time below, and rests in between', () => {
    fc.assert(
      fc.property(series, (samples) => {
        const states = run(samples);
        const { threshold, hysteresis, holdMs, coolDownMs } = OPTIONS;
        let closedAt = Number.NEGATIVE_INFINITY;
        states.forEach((state, position) => {
          const { at: now = 0 } = samples[position] ?? {};
          const before = states[position - 1];
          const lately = (wanted: (index: number) => boolean): boolean => {
            // The latest sample that breaks the condition must be further back than the hold time since its successor.
            const broken = samples.slice(0, position + 1).findLastIndex(({ index }) => !wanted(index));
            return now - (samples[broken + 1]?.at ?? now) >= holdMs;
          };
          if (state.kind === 'crossed' && before?.kind !== 'crossed') {
            assert.ok(lately((index) => index > threshold));
            assert.ok(now - closedAt >= coolDownMs);
          }
          if (state.kind === 'cooling' && before?.kind === 'crossed') {
            assert.ok(lately((index) => index <= threshold - hysteresis));
            closedAt = now;
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('never opens where the index is never above', () => {
    fc.assert(
      fc.property(series, (samples) => {
        const low = samples.map(({ at, index }) => ({ at, index: index / 2 }));
        assert.deepEqual(openings(run(low)), []);
      }),
    );
  });
});
