import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpu, model, occupant, request, staticNode } from '../testing/shapes.ts';
import { freeHolds, idleInstances, requestOn, withHolders } from './node-shape.ts';
import { withoutOccupants } from './occupant.ts';

describe('requestOn', () => {
  const node = staticNode([gpu('1g.10gb@0', model('A100-80GB')), gpu('1g.10gb@0')]);

  it('puts the largest profile first', () => {
    assert.deepEqual(requestOn(node, request('2 x 1g.10gb, 3g.40gb')), [
      { profile: '3g.40gb', count: 1 },
      { profile: '1g.10gb', count: 2 },
    ]);
  });

  it('takes names that drifted with the driver for the ones of the model, and adds them up', () => {
    assert.deepEqual(requestOn(node, request('3g.39gb, 2 x 3g.40gb')), [{ profile: '3g.40gb', count: 3 }]);
  });

  it('is undefined where no GPU has one of the profiles', () => {
    assert.equal(requestOn(node, request('1g.10gb, 1g.24gb')), undefined);
  });
});

describe('holding instances of a node', () => {
  const node = staticNode([gpu('1g.5gb@0 1g.5gb@1 1g.5gb@2*')], { '1g.5gb': 1 });

  it('leaves as many idle as are open and not held', () => {
    assert.equal(idleInstances(node, '1g.5gb'), 1);
    assert.equal(idleInstances(node, '2g.10gb'), 0);
  });

  it('is counted up and down, wherever the instances are', () => {
    assert.equal(idleInstances(withHolders(node, '1g.5gb', 1), '1g.5gb'), 0);
    assert.equal(idleInstances(withHolders(node, '1g.5gb', -1), '1g.5gb'), 2);
  });

  it('by shares takes the least shared instance first', () => {
    const shared = { ...node, hidden: new Map(), shared: new Map([['1g.5gb', { perInstance: 4, taken: 0 }]]) };
    const three = withHolders(shared, '1g.5gb', 3);
    assert.deepEqual([idleInstances(three, '1g.5gb'), freeHolds(three, '1g.5gb')], [0, 5]);
    const one = withHolders(three, '1g.5gb', -2);
    assert.deepEqual([idleInstances(one, '1g.5gb'), freeHolds(one, '1g.5gb')], [1, 7]);
  });

  it('ends when the holder leaves: its instances stay, idle', () => {
    const known = staticNode([gpu('2g.10gb@0* 2g.10gb@2*')]);
    const left = withoutOccupants(known, [occupant('a', known, '0:2g.10gb@2')]);
    assert.deepEqual(
      left.gpus.map(({ used, open }) => [used.map(({ start }) => start), open.map(({ start }) => start)]),
      [[[0], [2]]],
    );
    const hidden = withoutOccupants(node, [{ ...occupant('b', node, '0:1g.5gb@2'), hidden: request('1g.5gb') }]);
    assert.deepEqual([hidden.hidden.size, idleInstances(hidden, '1g.5gb')], [0, 3]);
  });
});
