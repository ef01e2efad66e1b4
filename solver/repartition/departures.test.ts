import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carveNode, gpu, model, occupant, profile } from '../testing/shapes.ts';
import { departuresOf } from './departures.ts';
import type { MoveNode } from './moves.ts';
import { occupanciesOf, reshapedWorth } from './reshaped-worth.ts';

const a100 = model('A100-40GB');
const FOUR = profile(a100, '4g.20gb').ordinal;

/** A GPU on which one pod, the first of the node's, stands in the way of a `4g.20gb`. */
const inTheWay = gpu('1g.5gb@0* 3g.20gb@4*');

function blockedNode(node: number): MoveNode {
  const shape = carveNode(inTheWay);
  return { shape, movable: [occupant(`pod-${node}`, shape, '0:1g.5gb@0')] };
}

function departures(nodes: readonly MoveNode[], most: number, isOver = () => false) {
  const worth = a100.profiles.map(({ ordinal }) => (ordinal === FOUR ? [{ worth: 4, count: 100 }] : []));
  const bounds = reshapedWorth(a100, worth).bounds(
    occupanciesOf(
      a100,
      nodes.map(({ shape }) => shape),
    ),
    () => false,
  );
  return { bounds, ...departuresOf({ model: a100, nodes, bounds, most, known: () => 0, isOver }) };
}

const idsOf = ({ pods }: { readonly pods: readonly { readonly occupant: { readonly id: string } }[] }): string =>
  pods
    .map(({ occupant: { id } }) => id)
    .sort()
    .join(' ');

/** Every set of one to three names. */
function setsOf(names: readonly string[]): readonly string[] {
  return names.flatMap((a, i) =>
    ['', ...names.slice(0, i)].flatMap((b, j) =>
      ['', ...names.slice(0, Math.max(0, j - 1))].map((c) => [a, b, c].filter(Boolean).sort().join(' ')),
    ),
  );
}

const SEVEN = Array.from({ length: 7 }, (_, slice) => `1g.5gb@${slice}*`).join(' ');

/** Eight GPUs with three pods each that hold an instance of the next GPU as well: everyone is connected. */
function ring(): MoveNode {
  const shape = carveNode(...Array.from({ length: 8 }, () => gpu(SEVEN)));
  const movable = Array.from({ length: 8 }, (_, at) =>
    [0, 2, 4].map((slice) =>
      occupant(`pod-${at}-${slice}`, shape, `${at}:1g.5gb@${slice} ${(at + 1) % 8}:1g.5gb@${slice + 1}`),
    ),
  ).flat();
  return { shape, movable };
}

describe('departuresOf', () => {
  it('lists every union of a few good sets as promising, the most worth first, as listing all of them shows', () => {
    const nodes = Array.from({ length: 6 }, (_, node) => blockedNode(node));
    const { promising } = departures(nodes, 3);
    const names = nodes.map((_, node) => `pod-${node}`);
    assert.deepEqual(promising.map(idsOf).sort(), setsOf(names).toSorted());
    const sizes = promising.map(({ pods }) => pods.length);
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => b - a),
    );
  });

  it('lists few of very many unions', () => {
    const nodes = Array.from({ length: 24 }, (_, node) => blockedNode(node));
    const { promising } = departures(nodes, 8);
    assert.ok(promising.length > 100 && promising.length < 3_000, `${promising.length}`);
    assert.deepEqual(new Set(promising.map(({ pods }) => pods.length)), new Set([8, 7, 6, 5, 4, 3, 2, 1]));
  });

  it('lists sets of connected pods until the time is up; then says so, and a bound that holds for those it left out', () => {
    let asked = 0;
    const nodes = [ring()];
    const { bounds, all, isCutShort, highest } = departures(nodes, 4, () => ++asked > 50);
    assert.ok(isCutShort());
    assert.deepEqual([...all], []);
    assert.ok(asked < 1_000);
    // Every set of four: a 4g.20gb needs slices 0 to 3 of a GPU, which two of its pods and two of the one before hold.
    const [whole = 0, none = 0] = ['1g.5gb@6*', SEVEN].map((text) => bounds.valueAt(gpu(text).occupancy));
    const names = nodes.flatMap(({ movable }) => movable.map(({ id }) => id));
    const most = setsOfFour(names).reduce((best, gone) => {
      const freed = [...Array(8).keys()].filter((at) =>
        [at, (at + 7) % 8].every((from) => gone.has(`pod-${from}-0`) && gone.has(`pod-${from}-2`)),
      );
      return Math.max(best, freed.length * (whole - none));
    }, 0);
    assert.ok(most > 0 && highest >= most, `${highest} < ${most}`);
  });

  it('ends in the middle of a search, too', () => {
    let asked = 0;
    const nodes = Array.from({ length: 24 }, (_, node) => blockedNode(node));
    const { all, isCutShort } = departures(nodes, 8, () => ++asked > 1_000);
    const listed = [...all];
    assert.ok(listed.length > 0 && listed.length < 1_000);
    assert.ok(isCutShort());
  });
});

function setsOfFour(names: readonly string[]): readonly ReadonlySet<string>[] {
  return names.flatMap((a, i) =>
    names
      .slice(0, i)
      .flatMap((b, j) => names.slice(0, j).flatMap((c, k) => names.slice(0, k).map((d) => new Set([a, b, c, d])))),
  );
}
