import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EMPTY, occupancyOf } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { gpu, request, staticNode } from '../testing/shapes.ts';
import { noDemand } from './demand.ts';
import { expectedKey } from './expected-key.ts';
import { phi } from './phi.ts';
import { addKeys, type PlacementKey, roundKey, scaleKey, ZERO_KEY } from './policy.ts';
import { createRater, type Rater } from './rater.ts';

const rater = createRater({ policy: phi, demand: noDemand });

interface Slot {
  readonly gpu: number;
  readonly placement: Placement;
}

/** The mean over every assignment of hidden use and every order of handing out, one by one. */
function meanByEnumeration(node: NodeShape, names: readonly string[], rated: Rater): PlacementKey {
  const open: Slot[] = node.gpus.flatMap((shape, index) => shape.open.map((placement) => ({ gpu: index, placement })));
  const assignments = choose(open, [...node.hidden]);
  const keys = assignments.flatMap((used) => handOut(node, open, used, names, rated));
  return keys.reduce((sum, { key, weight }) => addKeys(sum, scaleKey(key, weight / assignments.length)), ZERO_KEY);
}

function choose(open: readonly Slot[], hidden: readonly (readonly [string, number])[]): readonly (readonly Slot[])[] {
  const [first, ...rest] = hidden;
  if (first === undefined) return [[]];
  const [name, count] = first;
  const candidates = open.filter(({ placement }) => placement.profile.name === name);
  return subsetsOf(candidates, count).flatMap((some) => choose(open, rest).map((others) => [...some, ...others]));
}

function subsetsOf(slots: readonly Slot[], size: number): readonly (readonly Slot[])[] {
  const [first, ...rest] = slots;
  if (size === 0) return [[]];
  if (first === undefined) return [];
  return [...subsetsOf(rest, size - 1).map((some) => [first, ...some]), ...subsetsOf(rest, size)];
}

/** Every way in which the device plugin may hand out the named instances, with its probability. */
function handOut(
  node: NodeShape,
  open: readonly Slot[],
  used: readonly Slot[],
  names: readonly string[],
  rated: Rater,
): readonly { readonly key: PlacementKey; readonly weight: number }[] {
  const [name, ...rest] = names;
  if (name === undefined) return [{ key: ZERO_KEY, weight: 1 }];
  const idle = open.filter((slot) => !used.includes(slot) && slot.placement.profile.name === name);
  return idle.flatMap((slot) => {
    const shape = node.gpus[slot.gpu];
    if (shape === undefined) return [];
    const taken = used.filter((each) => each.gpu === slot.gpu).map(({ placement }) => placement);
    const occupancy = occupancyOf(shape.table, taken, shape.occupancy) ?? EMPTY;
    const key = rated.of(shape.table.model).key(occupancy, slot.placement);
    return handOut(node, open, [...used, slot], rest, rated).map((then) => ({
      key: addKeys(key, then.key),
      weight: then.weight / idle.length,
    }));
  });
}

describe('expectedKey', () => {
  const cases: readonly [name: string, node: NodeShape, asked: readonly string[]][] = [
    ['one idle instance', staticNode([gpu('2g.10gb@0* 3g.20gb@4')]), ['3g.20gb']],
    ['two idle instances that cost differently', staticNode([gpu('1g.5gb@0 1g.5gb@6')]), ['1g.5gb']],
    ['idle instances on two GPUs', staticNode([gpu('1g.5gb@0 2g.10gb@2*'), gpu('1g.5gb@6 1g.5gb@4')]), ['1g.5gb']],
    [
      'hidden use of the same profile',
      staticNode([gpu('1g.5gb@0 1g.5gb@1 1g.5gb@4'), gpu('1g.5gb@6')], { '1g.5gb': 2 }),
      ['1g.5gb'],
    ],
    [
      'hidden use of other profiles',
      staticNode([gpu('1g.5gb@0 2g.10gb@2 3g.20gb@4'), gpu('2g.10gb@0 3g.20gb@4 1g.5gb@2')], {
        '2g.10gb': 1,
        '3g.20gb': 1,
      }),
      ['1g.5gb'],
    ],
    [
      'two instances, one after the other',
      staticNode([gpu('1g.5gb@0 1g.5gb@1 1g.5gb@6'), gpu('1g.5gb@4')], { '1g.5gb': 1 }),
      ['1g.5gb', '1g.5gb'],
    ],
    [
      'two profiles, the larger first',
      staticNode([gpu('2g.10gb@0 2g.10gb@4 1g.5gb@2'), gpu('1g.5gb@6 2g.10gb@2')], { '2g.10gb': 1 }),
      ['2g.10gb', '1g.5gb'],
    ],
  ];
  for (const [name, node, asked] of cases) {
    it(`is the mean over all that may happen: ${name}`, () => {
      const text = [...new Set(asked)]
        .map((each) => `${asked.filter((other) => other === each).length} x ${each}`)
        .join(', ');
      const want = meanByEnumeration(node, asked, rater);
      assert.deepEqual(roundKey(expectedKey(node, request(text), rater)), roundKey(want));
    });
  }

  it('has as loss the expected potential before less the expected potential after', () => {
    // Whatever order instances are handed out in, the potential destroyed is that of what is used in the end.
    const node = staticNode([gpu('1g.5gb@0 1g.5gb@1 2g.10gb@4'), gpu('2g.10gb@0 1g.5gb@6')], { '1g.5gb': 1 });
    const [together, first] = ['2g.10gb, 1g.5gb', '2g.10gb'].map((text) => expectedKey(node, request(text), rater));
    const then = expectedKey({ ...node, hidden: new Map([...node.hidden, ['2g.10gb', 1]]) }, request('1g.5gb'), rater);
    assert.ok(Math.abs((together?.[0] ?? 0) - ((first?.[0] ?? 0) + then[0])) < 1e-9);
  });
});
