import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../../../solver/model/catalogue.ts';
import { createRandom } from '../../cluster/random.ts';
import { sharesOf } from '../mix-shares.ts';
import { bigAfterSmallBursts, onesThenSevens } from './alternating.ts';
import { diurnal } from './diurnal.ts';
import { fill } from './fill.ts';
import type { Order, Request } from './order.ts';
import { sevensLeaveThenOnes } from './sevens-leave-then-ones.ts';
import { synchronizedDepartures } from './synchronized-departures.ts';

/** 70 % of a hundred GPUs of eight memory slices. */
const SLICES = 560;
const MIX = { name: 'test', shares: { '1g.5gb': 0.6, '3g.20gb': 0.3, '7g.40gb': 0.1 } };

function requests(order: Order, end: number, seed = 1): readonly Request[] {
  const [model] = gpuModels;
  assert.ok(model);
  return [
    ...order.requests({
      shares: sharesOf(MIX, model),
      slices: SLICES,
      end,
      arrivals: createRandom(seed, 1),
      profiles: createRandom(seed, 2),
      nextLifetime: createRandom(seed, 3).exponential,
    }),
  ];
}

/** Those that come in `[from, to)`, for a profile if one is named. */
function within(all: readonly Request[], from: number, to: number, profile?: string): readonly Request[] {
  return all.filter(({ at, ...each }) => at >= from && at < to && (profile ?? each.profile.name) === each.profile.name);
}

/** Four standard errors of a Poisson count. */
function assertPoisson(found: number, want: number, what: string): void {
  assert.ok(Math.abs(found - want) <= 4 * Math.sqrt(want), `${what}: ${found}, wanted about ${want}`);
}

describe('fill', () => {
  it('asks for the slices that were asked, less than one request more, and nothing ever leaves', () => {
    const all = requests(fill, 10);
    const asked = all.reduce((sum, { profile }) => sum + profile.memory, 0);
    assert.ok(asked >= SLICES && asked - (all.at(-1)?.profile.memory ?? 0) < SLICES);
    assert.ok(all.every(({ lifetime }) => lifetime === Number.POSITIVE_INFINITY));
  });

  it('comes at times that stand for the slices asked for before', () => {
    let before = 0;
    for (const { at, profile } of requests(fill, 10)) {
      assert.ok(Math.abs(at - (10 * before) / SLICES) < 1e-9);
      before += profile.memory;
    }
  });
});

describe('diurnal', () => {
  // 100 periods of ten lifetimes, cut at the times of day when the mix is its own (0), in between (2.5) and reversed (5).
  const all = requests(diurnal, 1000);
  const atTime = (hour: number): readonly Request[] =>
    all.filter(({ at }) => Math.abs(((at - hour + 15) % 10) - 5) < 0.25);

  for (const { hour, want } of [
    { hour: 0, want: [0.6, 0.3, 0.1] },
    { hour: 2.5, want: [0.35, 0.3, 0.35] },
    { hour: 5, want: [0.1, 0.3, 0.6] },
    { hour: 7.5, want: [0.35, 0.3, 0.35] },
  ]) {
    it(`has the shares ${want.join(', ')} at ${hour} of 10 lifetimes`, () => {
      const here = atTime(hour);
      for (const [index, name] of ['1g.5gb', '3g.20gb', '7g.40gb'].entries()) {
        const share = here.filter(({ profile }) => profile.name === name).length / here.length;
        // A quarter of a lifetime beside that time the mix is off by up to .02 of a share; four standard errors are less.
        assert.ok(Math.abs(share - (want[index] ?? 0)) < 0.03, `${name}: ${share}`);
      }
    });

    it(`asks for the same memory slices at ${hour} as at any time`, () => {
      const slices = atTime(hour).reduce((sum, { profile }) => sum + profile.memory, 0);
      // 100 windows of half a lifetime; the squares of sizes add up to at most 8 times the sizes.
      assert.ok(Math.abs(slices - SLICES * 50) < 4 * Math.sqrt(8 * SLICES * 50), String(slices));
    });
  }
});

describe('ones then sevens', () => {
  it('come in turns of two lifetimes, each at the rate that asks for the load', () => {
    const all = requests(onesThenSevens, 40);
    for (let start = 0; start < 40; start += 4) {
      assertPoisson(within(all, start, start + 2, '1g.5gb').length, 2 * SLICES, `ones from ${start}`);
      assertPoisson(within(all, start + 2, start + 4, '7g.40gb').length, (2 * SLICES) / 8, `sevens from ${start + 2}`);
    }
    assert.equal(within(all, 0, 2, '7g.40gb').length + within(all, 2, 4, '1g.5gb').length, 0);
    assert.ok(all.every(({ profile }) => profile.name !== '3g.20gb'));
  });
});

describe('sevens leave, then ones', () => {
  const all = requests(sevensLeaveThenOnes, 80);

  it('has the sevens come in half a lifetime and leave together after two', () => {
    const sevens = all.filter(({ profile }) => profile.name === '7g.40gb');
    for (const { at, lifetime } of sevens) {
      assert.ok(at % 4 < 0.5);
      assert.ok(Math.abs(at + lifetime - (at - (at % 4) + 2)) < 1e-9);
    }
    assertPoisson(sevens.length, (20 * 8 * SLICES) / 7 / 8, 'sevens in 20 periods');
  });

  it('has the ones come after that, at the rate that asks for the load', () => {
    const ones = all.filter(({ profile }) => profile.name === '1g.5gb');
    assert.ok(ones.every(({ at }) => at % 4 >= 2));
    assertPoisson(ones.length, 20 * 2 * SLICES, 'ones in 20 periods');
    assert.equal(ones.length + all.filter(({ profile }) => profile.name === '7g.40gb').length, all.length);
  });
});

describe('synchronized departures', () => {
  it('happen only every half lifetime, at most half a lifetime after three quarters of the own one', () => {
    const own = createRandom(1, 3).exponential;
    for (const { at, lifetime } of requests(synchronizedDepartures, 20)) {
      const ticks = (at + lifetime) * 2;
      assert.ok(Math.abs(ticks - Math.round(ticks)) < 1e-9);
      const added = lifetime - 0.75 * own();
      assert.ok(added > -1e-9 && added < 0.5);
    }
  });
});

describe('big after small bursts', () => {
  it('come every quarter of a lifetime, small and big in turn, and nothing in between', () => {
    const all = requests(bigAfterSmallBursts, 100);
    for (const { at, profile } of all) {
      assert.ok(Number.isInteger(at * 4));
      assert.equal(profile.name, (at * 4) % 2 === 0 ? '1g.5gb' : '7g.40gb');
    }
    assertPoisson(within(all, 0, 100, '1g.5gb').length, (100 * SLICES) / 2, 'small ones');
    assertPoisson(within(all, 0, 100, '7g.40gb').length, (100 * SLICES) / 2 / 8, 'big ones');
    assert.ok(new Set(within(all, 0, 100, '1g.5gb').map(({ at }) => at)).size === 200);
  });
});
