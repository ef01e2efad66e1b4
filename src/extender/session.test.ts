import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ecc } from '../../solver/placement/configuration-capability.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { phi } from '../../solver/placement/phi.ts';
import { clusterOf, nodeObject } from '../testing/objects.ts';
import { createSessions } from './session.ts';

describe('sessions', () => {
  const cluster = clusterOf(nodeObject('a', { gpus: [''] }));
  const demanding = (ones: number, fours: number): Demand =>
    new Map([
      ['1g.5gb', ones],
      ['4g.20gb', fours],
    ]);

  it('keep what they know while the same profiles are in demand, in whatever shares', () => {
    const sessions = createSessions({ policy: phi, costs: new Map() });
    const first = sessions({ ...cluster, demand: demanding(500, 500) });
    assert.equal(sessions({ ...cluster, demand: demanding(700, 500) }).rater, first.rater);
    assert.notEqual(sessions({ ...cluster, demand: demanding(700, 0) }).rater, first.rater);
  });

  it('judge anew when shares change that the policy looks at', () => {
    const sessions = createSessions({ policy: ecc, costs: new Map() });
    const first = sessions({ ...cluster, demand: demanding(500, 500) });
    assert.equal(sessions({ ...cluster, demand: demanding(1000, 1000) }).rater, first.rater);
    assert.notEqual(sessions({ ...cluster, demand: demanding(700, 500) }).rater, first.rater);
  });
});
