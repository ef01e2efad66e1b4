import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterFrom } from '../../testing/objects.ts';
import { WIRE_MODELS, wireNode } from '../live/node-text.ts';
import { afterChange, createViewer, FIRST_STATE, knownFrom } from './state.ts';
import type { WireMap } from './wire.ts';

const map: WireMap = {
  v: 1,
  epoch: 'e',
  revision: 7,
  origin: { kind: 'live', name: 'https://10.0.0.1' },
  policy: 'phi',
  health: { age: 1, obstacle: null },
  models: WIRE_MODELS,
  samples: [],
  pools: null,
  advice: null,
  waiting: { total: 0, pods: [] },
  problems: 0,
  nodes: clusterFrom('stranded-node.yaml').nodes.map((node) => wireNode(node, {})),
};

describe('afterChange', () => {
  const known = knownFrom(map);

  it('takes what is told and keeps the rest', () => {
    const waiting = { total: 3, pods: [] };
    const next = afterChange(known, { from: 7, to: 8, waiting });
    assert.deepEqual(next, { ...known, revision: 8, waiting });
    assert.equal(next?.fleet, known.fleet);
  });

  it('refuses a change that does not go with what is known', () => {
    assert.equal(afterChange(known, { from: 8, to: 9 }), undefined);
    assert.equal(afterChange(known, { from: 6, to: 7 }), undefined);
  });

  it('keeps an hour of samples', () => {
    let now = known;
    for (let at = 0; at < 130; at++) {
      const { revision } = now;
      now = afterChange(now, { from: revision, to: revision + 1, sample: { at, pools: [] } }) ?? assert.fail();
    }
    assert.deepEqual([now.samples.length, now.samples[0]?.at, now.samples.at(-1)?.at], [120, 10, 129]);
  });
});

describe('a viewer', () => {
  it('works out sections again only where what they rest on is another', () => {
    const view = createViewer();
    const state = { ...FIRST_STATE, known: knownFrom(map) };
    assert.equal(view(state), view({ ...state, health: { age: 5, obstacle: null } }));
    const searched = view({ ...state, choices: { ...state.choices, search: 'nothing' } });
    assert.deepEqual([view(state).sections.length, searched.sections.length], [1, 0]);
  });
});
