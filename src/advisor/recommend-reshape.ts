import { freeSlices, nodePart } from '../../solver/headroom/pool.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { planReshape } from '../../solver/repartition/reshape.ts';
import { withPromised } from '../cluster/promised.ts';
import { applySteps } from './apply-steps.ts';
import { assemble, type Grounds } from './assemble.ts';
import { mayBeRecut } from './may-be-recut.ts';
import type { NamedPool } from './pools.ts';
import type { Recommendation, Trigger } from './recommendation.ts';
import type { RecutStep } from './way-out.ts';
import { worthOfFreeSlices } from './worth-of-free-slices.ts';

/**
 * The best way to recut the idle instances of a pool for a demand; undefined where none is better than what is there.
 */
export function recommendReshape(
  grounds: Grounds,
  pool: NamedPool,
  demand: Demand,
  trigger: Trigger,
  limit: TimeLimit,
): Recommendation | undefined {
  const { cluster, rater } = grounds;
  const members = pool.members.filter(mayBeRecut);
  const nodes = members.map((node) => withPromised(node, rater));
  const { model } = pool;
  const parts = nodes.map((node) => nodePart(node, model));
  const worth = worthOfFreeSlices(pool, demand, freeSlices({ model, nodes: parts }));
  const plan = planReshape({ pool: { model, nodes }, worth, limit });
  if (plan.objective <= plan.before) return undefined;
  const steps = plan.recuts.flatMap((recut): readonly RecutStep[] => {
    const node = members[recut.node];
    if (node === undefined) return [];
    const place = { node: node.name, gpu: node.migGpus[recut.gpu]?.index ?? recut.gpu };
    const all: readonly RecutStep[] = [
      { kind: 'delete', ...place, instances: recut.delete.map(formatPlacement) },
      { kind: 'create', ...place, instances: recut.create.map(formatPlacement) },
    ];
    return all.filter(({ instances }) => instances.length > 0);
  });
  const applied = applySteps(cluster, steps);
  if (!applied.ok) throw new Error(`a reshape that cannot be made was planned: ${applied.error}`);
  const { status, before, objective, bound } = plan;
  return assemble(grounds, {
    rung: 'reshape',
    trigger,
    pool,
    steps,
    batches: [],
    shapes: applied.value,
    proof: { status, before, objective, bound },
  });
}
