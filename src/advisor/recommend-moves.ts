import { freeSlices, nodePart } from '../../solver/headroom/pool.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { findGainfulMoves } from '../../solver/repartition/gainful-moves.ts';
import { WORTH_OF_SLICE } from '../../solver/repartition/worth.ts';
import { disruptionsAllowed } from '../cluster/occupants.ts';
import { applySteps } from './apply-steps.ts';
import { assemble, type Grounds } from './assemble.ts';
import { mayArrive, moveNodesOf } from './move-nodes.ts';
import type { NamedPool } from './pools.ts';
import type { ForPodOptions } from './recommend-for-pod.ts';
import type { Recommendation, Trigger } from './recommendation.ts';
import { wayByMoves } from './way-out.ts';
import { worthOfFreeSlices } from './worth-of-free-slices.ts';

/** What a restart must gain to be recommended: a memory slice. */
const WORTH_OF_A_RESTART = WORTH_OF_SLICE;

/**
 * The few pods of a pool whose restart elsewhere in it gives the most headroom for a demand, idle instances recut as needed;
 * undefined where no such moves gain a memory slice for each pod. Nodes with strategy `single` take no part: they have
 * headroom for one profile only, wherever their pods are.
 */
export function recommendMoves(
  grounds: Grounds,
  pool: NamedPool,
  demand: Demand,
  trigger: Trigger,
  { mostMoves, limit }: ForPodOptions,
): Recommendation | undefined {
  const { cluster, rater } = grounds;
  const { model } = pool;
  const members = pool.members.filter(({ single }) => single === undefined);
  const nodes = moveNodesOf(members, cluster.disruptionBudgets, rater);
  const podOf = new Map(members.flatMap(({ pods }) => pods).map((pod) => [pod.uid, pod]));
  const parts = nodes.map(({ shape }) => nodePart(shape, model));
  const plan = findGainfulMoves({
    model,
    nodes,
    worth: worthOfFreeSlices(pool, demand, freeSlices({ model, nodes: parts })),
    limit,
    mostMoves,
    rater,
    disruptionsAllowed: disruptionsAllowed(cluster.disruptionBudgets),
    mayRunOn(moved, index, gone) {
      const node = members[index];
      return node !== undefined && mayArrive(node, { moved, gone, podOf: (uid) => podOf.get(uid) });
    },
  });
  const { status, before, objective, bound, moves } = plan;
  const [first] = moves;
  const worthwhile = moves.length * WORTH_OF_A_RESTART;
  if (first === undefined || objective - before < worthwhile) return undefined;
  const { steps } = wayByMoves({ node: first.to, choices: [], moves }, members, (uid) => podOf.get(uid)?.key ?? uid);
  const applied = applySteps(cluster, steps);
  // Where it is not known which instances pods hold, moves may rest on more than steps can be checked against.
  if (!applied.ok) return undefined;
  return assemble(grounds, {
    rung: 'moves',
    trigger,
    pool,
    steps,
    batches: [],
    shapes: applied.value,
    proof: { status, before, objective, bound },
  });
}
