import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gpuModels } from '../../../solver/model/catalogue.ts';
import { fleetModel } from '../fleet-model.ts';
import { fractionMapping } from './gpu-fraction.ts';

describe('a share of a GPU', () => {
  for (const [model, gpuGB, table] of [
    // Sevenths of compute and eighths of memory: 1/8 is the most that a 1g serves, 1/4 a 2g, 3/7 a 3g, 1/2 a 4g.
    [
      'A100-40GB',
      undefined,
      { 0.01: '1g.5gb', 0.125: '1g.5gb', 0.126: '2g.10gb', 0.25: '2g.10gb', 0.251: '3g.20gb', 0.428: '3g.20gb' },
    ],
    ['A100-40GB', undefined, { 0.429: '4g.20gb', 0.47: '4g.20gb', 0.5: '4g.20gb', 0.501: '7g.40gb', 1: '7g.40gb' }],
    ['A30-24GB', undefined, { 0.25: '1g.6gb', 0.26: '2g.12gb', 0.5: '2g.12gb', 0.51: '4g.24gb', 1: '4g.24gb' }],
    ['RTX-PRO-6000-Blackwell-96GB', undefined, { 0.25: '1g.24gb', 0.5: '2g.48gb', 0.75: '4g.96gb' }],
    // Shares of 16 GB where a memory slice has 10: what the public openb lists are replayed with.
    ['A100-80GB', 16, { 0.46: '1g.10gb', 0.59: '1g.10gb', 0.625: '1g.10gb', 0.65: '2g.20gb', 1: '2g.20gb' }],
    ['A100-80GB', 80, { 0.11: '1g.10gb', 0.23: '2g.20gb', 0.47: '3g.40gb', 0.55: '7g.80gb', 1: '7g.80gb' }],
    ['A30-24GB', 80, { 0.05: '1g.6gb', 0.3: '4g.24gb', 1: '4g.24gb' }],
  ] as const) {
    it(`${gpuGB === undefined ? '' : `of ${gpuGB} GB `}becomes on ${model} ${JSON.stringify(table)}`, () => {
      const { profileFor } = fractionMapping(fleetModel(model), gpuGB);
      const found = Object.keys(table).map((fraction) => [fraction, profileFor(Number(fraction)).name]);
      assert.deepEqual(Object.fromEntries(found), table);
    });
  }

  it('becomes on every model the smallest plain profile that has it, the double-memory 1g left out', () => {
    const shares = fc.integer({ min: 1, max: 1000 }).map((milli) => milli / 1000);
    fc.assert(
      fc.property(fc.constantFrom(...gpuModels), shares, (model, share) => {
        const serves = ({ memory, compute }: (typeof model.profiles)[number]): boolean =>
          memory / model.memorySlices >= share && compute / model.computeSlices >= share;
        const found = fractionMapping(model).profileFor(share);
        assert.ok(found.plain && serves(found));
        for (const other of model.profiles.filter((profile) => profile.plain && serves(profile))) {
          const isDoubled = other.compute === 1 && other.memory === 2;
          assert.ok(isDoubled || other.compute >= found.compute);
        }
      }),
    );
  });
});
