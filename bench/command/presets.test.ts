import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contenders } from '../contenders.ts';
import { mixNames } from '../workload/mixes.ts';
import { makePlan } from './make-plan.ts';
import { PRESET_NAMES, PRESETS } from './presets.ts';
import { unitsOf } from './units.ts';

describe('a preset', () => {
  for (const name of PRESET_NAMES) {
    it(`${name} names policies and mixes that there are`, () => {
      const { policies, mixes } = PRESETS[name];
      const known = ['all', ...contenders.map((contender) => contender.name)];
      assert.deepEqual(
        policies.filter((policy) => !known.includes(policy)),
        [],
      );
      assert.deepEqual(
        mixes.filter((mix) => !mixNames.includes(mix)),
        [],
      );
    });

    it(`${name} gives every scenario a name of its own, and somebody who decides`, async () => {
      const asked = name === 'trace' ? { trace: 'fixtures/traces/profiles.csv' } : { preset: name };
      const { title, plan } = await makePlan(asked, contenders);
      assert.equal(title, name);
      const { scenarios } = plan;
      assert.equal(new Set(scenarios.map((each) => each.name)).size, scenarios.length);
      const units = unitsOf(plan, contenders);
      assert.equal(new Set(units.map(({ scenario }) => scenario)).size, scenarios.length);
    });
  }

  it('is custom once an option changes what it compares, and keeps its name with other seeds', async () => {
    const titles = [{ seeds: 3, bound: true, jobs: 2 }, { load: [0.5] }, { policy: ['phi'] }].map(
      async (options) => (await makePlan(options, contenders)).title,
    );
    assert.deepEqual(await Promise.all(titles), ['quick', 'custom', 'custom']);
  });

  it('compares what the facts ask for', async () => {
    const sizes = async (preset: 'mixes' | 'sizes' | 'static') =>
      (await makePlan({ preset }, contenders)).plan.scenarios.map(({ name }) => name);
    const mixes = await sizes('mixes');
    assert.equal(mixes.length, 4 * 4);
    assert.ok(mixes.includes('skew-small, load 1.2, 100 GPUs'));
    assert.ok((await sizes('sizes')).includes('bimodal, load 0.85, 1000 GPUs'));
    assert.ok((await sizes('static')).includes('uniform, load 0.7, 100 GPUs, tuned, recut after 0.05'));
  });
});
