import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { model } from '../../solver/testing/shapes.ts';
import { type Asked, stream } from '../testing/stream.ts';
import { presenceOf } from './presence.ts';

const a100 = model('A100-40GB');

function stays(requests: readonly (readonly [at: number, lifetime: number])[], warmUp = 0) {
  const asked = requests.map(([at, lifetime]): Asked => [at, lifetime, '1g.5gb']);
  const { peaks, stays } = presenceOf(stream(a100, asked, { warmUp }));
  return { peaks, stays: stays.map(({ request, from, until }) => [request, from, until]) };
}

describe('presenceOf', () => {
  it('of requests that never leave has one peak', () => {
    assert.deepEqual(
      stays([
        [0, Infinity],
        [1, Infinity],
        [2, 5],
      ]),
      {
        peaks: 1,
        stays: [
          [0, 0, 1],
          [1, 0, 1],
          [2, 0, 1],
        ],
      },
    );
  });

  it('has a new peak where one arrives after another has left', () => {
    assert.deepEqual(
      stays([
        [0, 2],
        [1, 2],
        [2.5, 9],
      ]),
      {
        peaks: 2,
        stays: [
          [0, 0, 1],
          [1, 0, 2],
          [2, 1, 2],
        ],
      },
    );
  });

  it('lets a departure at the time of an arrival come first', () => {
    assert.deepEqual(
      stays([
        [0, 1],
        [1, 1],
      ]),
      {
        peaks: 2,
        stays: [
          [0, 0, 1],
          [1, 1, 2],
        ],
      },
    );
  });

  it('lets no request leave before it has come', () => {
    assert.deepEqual(
      stays([
        [0, 0],
        [0, 0],
      ]),
      {
        peaks: 2,
        stays: [
          [0, 0, 1],
          [1, 1, 2],
        ],
      },
    );
  });

  it('leaves out what came before the warm-up was over', () => {
    assert.deepEqual(
      stays(
        [
          [0, 9],
          [1, 9],
        ],
        1,
      ),
      { peaks: 1, stays: [[1, 0, 1]] },
    );
    assert.deepEqual(stays([[0, 9]], 1), { peaks: 0, stays: [] });
  });

  it('has at its peaks exactly the largest sets that are there after an arrival', () => {
    const requests = fc.array(fc.tuple(fc.nat(3), fc.nat(6)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(requests, (gaps) => {
        let now = 0;
        const timed = gaps.map(([gap, lifetime]) => {
          now += gap;
          return [now, lifetime] as const;
        });
        const { peaks, stays: found } = stays(timed);
        const there = timed.map(([at], arrived) =>
          [...timed.keys()].filter((index) => {
            const [came = 0, lifetime = 0] = timed[index] ?? [];
            return index === arrived || (index < arrived && came + lifetime > at);
          }),
        );
        const isPart = (of: readonly number[], whole: readonly number[]) => of.every((each) => whole.includes(each));
        const want = there.filter((set, index) => {
          const next = there[index + 1];
          return next === undefined || !isPart(set, next);
        });
        const got = Array.from({ length: peaks }, (_, peak) =>
          found.filter(([, from = 0, until = 0]) => from <= peak && peak < until).map(([request]) => request),
        );
        assert.deepEqual(got, want);
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
