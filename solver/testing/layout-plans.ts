import fc from 'fast-check';
import { formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { type LayoutPlan, type LayoutPlanOptions, planLayouts } from '../repartition/plan-layouts.ts';
import type { Worth } from '../repartition/worth.ts';
import { model, occupant, profile } from './shapes.ts';

const a100 = model('A100-40GB');

/** Plans layouts for nodes of A100-40GB whose pods may move anywhere, given the worth of the first, second ... instance by profile name. */
export function planFor(
  nodes: readonly NodeShape[],
  worths: Readonly<Record<string, readonly number[]>>,
  more: Partial<LayoutPlanOptions> = {},
): LayoutPlan {
  return planLayouts({
    pool: { model: a100, nodes },
    pods: nodes.map((shape, node) => ({ movable: podsOf(shape, node), isPinned: false })),
    worth: worthOf(worths),
    costs: { perGpu: 1, perPod: 1 },
    capacityShare: 0,
    mayRunOn: () => true,
    disruptionsAllowed: new Map(),
    limit: { now: () => performance.now(), milliseconds: 5000 },
    ...more,
  });
}

/** Every used instance is a pod of its own, named `node/gpu:placement`. */
export function podsOf(shape: NodeShape, node: number): readonly Occupant[] {
  return shape.gpus.flatMap(({ used }, index) =>
    used.map((placement) => {
      const where = `${index}:${formatPlacement(placement)}`;
      return occupant(`${node}/${where}`, shape, where);
    }),
  );
}

/** The worth of the first, second ... instance, by profile name, as the planner takes it. */
export function worthOf(worths: Readonly<Record<string, readonly number[]>>): Worth {
  const byOrdinal = new Map(Object.entries(worths).map(([name, each]) => [profile(a100, name).ordinal, each]));
  return a100.profiles.map(({ ordinal }) => (byOrdinal.get(ordinal) ?? []).map((worth) => ({ worth, count: 1 })));
}

/** Worths of a few instances of each profile, the first one worth the most. */
export const someWorths = fc
  .record({
    '1g.5gb': fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 9 }),
    '1g.10gb': fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 6 }),
    '2g.10gb': fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 6 }),
    '3g.20gb': fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 4 }),
    '4g.20gb': fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 3 }),
  })
  .map((worths) =>
    Object.fromEntries(Object.entries(worths).map(([name, each]) => [name, each.sort((a, b) => b - a)])),
  );
