import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plan, TWO_CONTENDERS } from '../testing/plans.ts';
import { unitsOf } from './units.ts';

describe('units', () => {
  it('are each scenario with each policy that decides in its mode, seed by seed', () => {
    const asked = plan({ modes: ['carve', 'static'], policies: ['phi', 'kube'], seeds: 2 });
    const said = unitsOf(asked, TWO_CONTENDERS).map((unit) =>
      unit.kind === 'replay' ? `${unit.seed} ${unit.scenario} ${unit.policy}` : 'bound',
    );
    assert.deepEqual(said, ['0 0 phi', '0 1 phi', '0 1 kube', '1 0 phi', '1 1 phi', '1 1 kube']);
  });

  it('have a bound for each scenario and seed, where bounds are asked for', () => {
    const units = unitsOf(plan({ modes: ['carve', 'static'], seeds: 3, bound: true }), TWO_CONTENDERS);
    assert.equal(units.filter(({ kind }) => kind === 'bound').length, 6);
  });
});
