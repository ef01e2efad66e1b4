import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY, type Occupancy, occupancyOf } from '../layout/layout-table.ts';
import { formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { policies } from '../placement/policies.ts';
import { createRater } from '../placement/rater.ts';
import { judge } from '../placement/verdict.ts';
import { carveNode, gpu, occupant, request, staticNode } from '../testing/shapes.ts';
import { findMoves, type MoveOptions, type MoveSearch } from './moves.ts';

const rater = createRater({ policy: phi, demand: noDemand });

interface Question extends Partial<MoveOptions> {
  readonly pinned?: readonly string[];
}

/** Every used instance is a pod of its own, named `node:gpu:placement`, and may move unless it is pinned. */
function podsOf(shapes: readonly NodeShape[]): readonly (readonly Occupant[])[] {
  return shapes.map((shape, node) =>
    shape.gpus.flatMap(({ used }, index) =>
      used.map((placement) => {
        const where = `${index}:${formatPlacement(placement)}`;
        return occupant(`${node}:${where}`, shape, where);
      }),
    ),
  );
}

function search(shapes: readonly NodeShape[], asked: string, { pinned = [], ...more }: Question = {}): MoveSearch {
  const pods = podsOf(shapes);
  return findMoves({
    nodes: shapes.map((shape, node) => ({
      shape,
      movable: (pods[node] ?? []).filter(({ id }) => !pinned.includes(id)),
    })),
    request: request(asked),
    targets: [...shapes.keys()],
    mayRunOn: () => true,
    disruptionsAllowed: new Map(),
    rater,
    mostMoves: 3,
    ...more,
  });
}

function describeMoves(found: MoveSearch): string {
  if (found.kind !== 'found') return found.kind;
  return found.plan.moves.map(({ occupant: { id }, to }) => `${id} to ${to}`).join(', ');
}

describe('findMoves', () => {
  it('moves one pod to an instance that is there', () => {
    const shapes = [staticNode([gpu('1g.5gb@0* 3g.20gb@4*')]), staticNode([gpu('1g.5gb@4 4g.20gb@0*')])];
    assert.equal(describeMoves(search(shapes, '4g.20gb')), '0:0:1g.5gb@0 to 1');
  });

  it('moves within a GPU where that is enough', () => {
    assert.equal(describeMoves(search([carveNode(gpu('1g.5gb@0*'))], '4g.20gb')), '0:0:1g.5gb@0 to 0');
  });

  it('moves the fewest pods, of those the fewest slices', () => {
    const shapes = [
      carveNode(gpu('1g.5gb@0* 1g.5gb@1* 3g.20gb@4*'), gpu('2g.10gb@0* 3g.20gb@4*'), gpu('1g.5gb@2* 3g.20gb@4*')),
      carveNode(gpu('4g.20gb@0*')),
    ];
    assert.equal(describeMoves(search(shapes, '4g.20gb')), '0:2:1g.5gb@2 to 0');
  });

  it('lets a displaced pod displace a smaller one', () => {
    // The 2g can only go where the 1g is, and the 1g only to slice 6.
    const shapes = [carveNode(gpu('2g.10gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0* 1g.5gb@4*'))];
    assert.equal(
      describeMoves(search(shapes, '4g.20gb', { pinned: ['1:0:4g.20gb@0'] })),
      '0:0:2g.10gb@0 to 1, 1:0:1g.5gb@4 to 1',
    );
  });

  it('prefers a chain that moves fewer slices to two pods that go straight', () => {
    // Two moves either way: a 2g that pushes a 1g away, or two 2g.
    const shapes = [
      carveNode(gpu('2g.10gb@0* 3g.20gb@4*')),
      carveNode(gpu('4g.20gb@0* 1g.5gb@4*')),
      carveNode(gpu('2g.10gb@0* 2g.10gb@2* 1g.5gb@4*')),
    ];
    const pinned = ['0:0:3g.20gb@4', '1:0:4g.20gb@0', '2:0:1g.5gb@4'];
    const found = search(shapes, '4g.20gb', { pinned, mostMoves: 2 });
    assert.equal(describeMoves(found), '0:0:2g.10gb@0 to 1, 1:0:1g.5gb@4 to 2');
  });

  it('never calls a plan the cheapest where its budget ended before a cheaper one was found', () => {
    const shapes = [
      carveNode(gpu('2g.10gb@0* 3g.20gb@4*')),
      carveNode(gpu('4g.20gb@0* 1g.5gb@4*')),
      carveNode(gpu('2g.10gb@0* 2g.10gb@2* 1g.5gb@4*')),
    ];
    const pinned = ['0:0:3g.20gb@4', '1:0:4g.20gb@0', '2:0:1g.5gb@4'];
    const cheapest = describeMoves(search(shapes, '4g.20gb', { pinned }));
    let dearer = 0;
    for (let budget = 1; budget <= 400; budget++) {
      const found = search(shapes, '4g.20gb', { pinned, budget });
      if (found.kind !== 'found' || describeMoves(found) === cheapest) continue;
      assert.equal(found.isCheapest, false, `${budget} steps`);
      dearer++;
    }
    assert.ok(dearer > 0, 'no budget ends after a dearer plan');
  });

  it('leaves pinned pods and pods under a spent budget where they are', () => {
    const shapes = [carveNode(gpu('1g.5gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0*'))];
    assert.equal(
      describeMoves(search(shapes, '4g.20gb', { pinned: ['0:0:1g.5gb@0', '0:0:3g.20gb@4', '1:0:4g.20gb@0'] })),
      'none',
    );
    const guarded = podsOf(shapes).map((pods) => pods.map((pod) => ({ ...pod, budgets: ['web'] })));
    const nodes = shapes.map((shape, node) => ({ shape, movable: guarded[node] ?? [] }));
    assert.equal(describeMoves(search(shapes, '4g.20gb', { nodes })), 'none');
  });

  it('sends a pod only where it may run, and opens only nodes where the request may', () => {
    const shapes = [carveNode(gpu('1g.5gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0*')), carveNode(gpu(''))];
    const stays = search(shapes, '4g.20gb', { targets: [0], mayRunOn: (_, node) => node === 2 });
    assert.equal(describeMoves(stays), '0:0:1g.5gb@0 to 2');
    assert.equal(describeMoves(search(shapes, '4g.20gb', { targets: [0], mayRunOn: () => false })), 'none');
  });

  it('says none beyond the moves allowed, and unknown beyond its budget', () => {
    const shapes = [carveNode(gpu('1g.5gb@0* 1g.5gb@2* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0*'))];
    const pinned = ['0:0:3g.20gb@4', '1:0:4g.20gb@0'];
    assert.equal(describeMoves(search(shapes, '4g.20gb', { pinned, mostMoves: 1 })), 'none');
    assert.equal(search(shapes, '4g.20gb', { pinned, mostMoves: 2 }).kind, 'found');
    assert.equal(describeMoves(search(shapes, '4g.20gb', { pinned, budget: 1 })), 'unknown');
  });

  for (const policy of policies)
    it(`makes plans by ${policy.name} that work, with the fewest moves, then slices, as trying every rearrangement shows`, () => {
      const rated = createRater({ policy, demand: noDemand });
      const layouts = [
        '1g.5gb@0* 3g.20gb@4*',
        '2g.10gb@0* 1g.5gb@6*',
        '4g.20gb@0*',
        '1g.5gb@2* 1g.5gb@5*',
        '3g.20gb@0* 2g.10gb@4*',
        '2g.10gb@2* 2g.10gb@4*',
      ];
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...layouts), { minLength: 1, maxLength: 3 }),
          fc.constantFrom('2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb'),
          (texts, asked) => {
            const shapes = texts.map((text) => carveNode(gpu(text)));
            if (shapes.some((shape) => judge(shape, request(asked), rater).kind === 'fits')) return;
            const found = search(shapes, asked, { mostMoves: 3, rater: rated });
            const fewest = fewestMoves(shapes, asked, 3);
            assert.equal(found.kind, fewest === undefined ? 'none' : 'found', `${texts} for ${asked}`);
            if (found.kind !== 'found') return;
            const slices = found.plan.moves.flatMap((move) =>
              move.occupant.instances.map((each) => each.placement.profile.memory),
            );
            assert.deepEqual([found.plan.moves.length, slices.reduce((sum, each) => sum + each, 0)], fewest);
            assert.ok(found.isCheapest);
            assertPossible(shapes, found);
          },
        ),
        { numRuns: 120 },
      );
    });
});

/** Takes every set of pods out and tries every way to place them and the request: fewest pods, then fewest slices. */
function fewestMoves(
  shapes: readonly NodeShape[],
  asked: string,
  most: number,
): [pods: number, slices: number] | undefined {
  const gpus = shapes.flatMap((shape) => shape.gpus);
  const pods = gpus.flatMap(({ used }, index) => used.map((placement) => ({ index, placement })));
  let fewest: [pods: number, slices: number] | undefined;
  for (let bits = 0; bits < 2 ** pods.length; bits++) {
    const moved = pods.filter((_, position) => (bits & (1 << position)) !== 0);
    const slices = moved.reduce((sum, { placement }) => sum + placement.profile.memory, 0);
    const [fewestPods = most, fewestSlices = Number.POSITIVE_INFINITY] = fewest ?? [];
    if (moved.length > fewestPods || (moved.length === fewestPods && slices >= fewestSlices)) continue;
    const start = gpus.map(({ table, used }, index) => {
      const staying = used.filter(
        (placement) => !moved.some((pod) => pod.index === index && pod.placement === placement),
      );
      return occupancyOf(table, staying) ?? EMPTY;
    });
    const names = [asked, ...moved.map(({ placement }) => String(placement.profile.name))];
    if (canPlace(gpus, start, names)) fewest = [moved.length, slices];
  }
  return fewest;
}

function canPlace(gpus: NodeShape['gpus'], occupancies: readonly Occupancy[], names: readonly string[]): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  return gpus.some(({ table }, index) =>
    table.model.placements.some((placement) => {
      if (placement.profile.name !== name) return false;
      const after = table.after(occupancies[index] ?? EMPTY, placement);
      return after !== undefined && canPlace(gpus, occupancies.with(index, after), rest);
    }),
  );
}

/** Carries the plan out: everyone leaves, then everyone and the request are placed where the plan says. */
function assertPossible(shapes: readonly NodeShape[], found: MoveSearch & { readonly kind: 'found' }): void {
  const { plan } = found;
  const leaving = new Set(plan.moves.map(({ occupant: { id } }) => id));
  const pods = podsOf(shapes);
  shapes.forEach((shape, node) => {
    shape.gpus.forEach(({ table }, index) => {
      const staying = (pods[node] ?? [])
        .filter(({ id }) => !leaving.has(id))
        .flatMap(({ instances }) => instances.filter((each) => each.gpu === index).map(({ placement }) => placement));
      const arriving = [
        ...(plan.node === node ? plan.choices : []),
        ...plan.moves.filter(({ to }) => to === node).flatMap(({ choices = [] }) => choices),
      ].filter((choice) => choice.gpu === index);
      const all = [...staying, ...arriving.map(({ placement }) => placement)];
      assert.notEqual(occupancyOf(table, all), undefined, all.map(formatPlacement).join(' '));
    });
  });
}
