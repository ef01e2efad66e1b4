import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { erlangB } from './erlang-b.ts';

describe('erlangB', () => {
  // The Erlang B tables that telephone engineers use: the traffic, in erlangs, that so many circuits carry at this blocking.
  for (const [servers, blocking, offered] of [
    [1, 0.01, 0.0101],
    [5, 0.01, 1.361],
    [10, 0.001, 3.092],
    [10, 0.01, 4.461],
    [10, 0.02, 5.084],
    [10, 0.05, 6.216],
    [20, 0.01, 12.031],
    [50, 0.01, 37.901],
    [100, 0.01, 84.064],
  ] as const) {
    it(`blocks ${blocking} of ${offered} erlangs on ${servers} circuits`, () => {
      // The traffic is printed to three places, so the blocking lies between that of its neighbours.
      const step = offered < 0.1 ? 0.00005 : 0.0005;
      assert.ok(erlangB(servers, offered - step) <= blocking && blocking <= erlangB(servers, offered + step));
    });
  }

  it('is the share of Poisson weights up to the number of servers that the last one has', () => {
    // a = 5, n = 3: (125 / 6) / (1 + 5 + 25 / 2 + 125 / 6).
    assert.ok(Math.abs(erlangB(3, 5) - 125 / 6 / (1 + 5 + 25 / 2 + 125 / 6)) < 1e-15);
  });

  // Fortet: 1 / B(n, a) is the integral of e^-t (1 + t / a)^n over t from 0 on, which shares nothing with the recursion.
  for (const [servers, offered] of [
    [40, 25],
    [1000, 900],
    [1000, 2000],
    [50_000, 50_000],
    [56_000, 55_500],
  ] as const) {
    it(`is what Fortet's integral says of ${offered} erlangs on ${servers} servers`, () => {
      const exponent = (t: number): number => servers * Math.log1p(t / offered) - t;
      const highest = exponent(Math.max(0, servers - offered));
      // Far beyond the peak nothing is left of the integrand; Simpson's rule up to there.
      const [end, parts] = [Math.max(0, servers - offered) + 12 * Math.sqrt(servers) + 60, 40_000];
      let sum = 0;
      for (let part = 0; part <= parts; part++) {
        const weight = part === 0 || part === parts ? 1 : part % 2 === 0 ? 2 : 4;
        sum += weight * Math.exp(exponent((end * part) / parts) - highest);
      }
      const want = Math.exp(-highest) / ((sum * end) / parts / 3);
      const found = erlangB(servers, offered);
      assert.ok(Math.abs(found / want - 1) < 1e-9, `${found} and ${want}`);
    });
  }

  it('blocks all without servers, and nothing without traffic', () => {
    assert.deepEqual([erlangB(0, 2), erlangB(3, 0)], [1, 0]);
  });
});
