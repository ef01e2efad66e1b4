import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../../cluster/cluster.ts';
import { atOnce } from '../../sliced.ts';
import { fleetFrom } from '../../testing/fleets.ts';
import { clusterOf, nodeObject, podObject } from '../../testing/objects.ts';
import { fleetOf, withChange } from '../client/fleet.ts';
import { createNodeTexts, WIRE_MODELS } from './node-text.ts';
import { createPicture, type Parts } from './picture.ts';

const states: readonly Cluster[] = [
  clusterOf(nodeObject('a', { gpus: ['3g.20gb@0'] }), nodeObject('b', { gpus: ['7g.40gb@0'] })),
  clusterOf(
    nodeObject('a', { gpus: ['3g.20gb@0=x/p'] }),
    nodeObject('b', { gpus: ['7g.40gb@0'] }),
    podObject('x/p', '3g.20gb', { on: 'a' }),
  ),
  clusterOf(
    nodeObject('a', { gpus: ['3g.20gb@0'] }),
    nodeObject('c', { gpus: ['', ''] }),
    nodeObject('d', { count: 0 }),
  ),
  clusterOf(nodeObject('c', { gpus: ['9g.1gb@0', ''] })),
  clusterOf(),
];

/** A change as a page reads it. */
function read(parts: Parts): { nodes?: []; gone?: string[]; problems?: number } {
  return JSON.parse(`{${Object.entries(parts).map(([name, json]) => `"${name}":${json}`)}}`);
}

describe('a picture', () => {
  it('tells changes that lead from each state to the next', () => {
    const picture = createPicture(createNodeTexts({}));
    let fleet = fleetOf(WIRE_MODELS, []);
    for (const [index, state] of states.entries()) {
      fleet = withChange(fleet, { from: index, to: index + 1, ...read(atOnce(picture.takeIn(state))) });
      assert.deepEqual(fleet, fleetFrom(state), `state ${index}`);
      assert.deepEqual(
        fleetOf(
          WIRE_MODELS,
          picture.nodeTexts().map((text) => JSON.parse(text)),
        ),
        fleet,
      );
    }
  });

  it('tells nothing of what is not shown', () => {
    const picture = createPicture(createNodeTexts({}));
    const node = nodeObject('a', { gpus: ['3g.20gb@0'] });
    atOnce(picture.takeIn(clusterOf(node)));
    assert.deepEqual(atOnce(picture.takeIn(clusterOf(node, podObject('x/other', '', { on: 'a' })))), {});
  });

  it('counts problems', () => {
    const picture = createPicture(createNodeTexts({}));
    const parts = atOnce(picture.takeIn(states[3] ?? assert.fail()));
    assert.equal(read(parts).problems, picture.problems);
    assert.ok(picture.problems > 0);
  });
});
