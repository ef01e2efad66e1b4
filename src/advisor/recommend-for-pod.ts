import { profileOf } from '../../solver/model/profile-name.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { findNode } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { applySteps } from './apply-steps.ts';
import { assemble, type Grounds } from './assemble.ts';
import { type Explanation, explain } from './explain.ts';
import type { NamedPool } from './pools.ts';
import type { Recommendation } from './recommendation.ts';

/** How the way out of a pod is sought. */
export interface ForPodOptions {
  readonly limit: TimeLimit;
  /** Most pods to restart. */
  readonly mostMoves: number;
}

/** Why a pod waits, and the cheapest change that would let it run, where there is one. */
export interface ForPod {
  readonly explanation: Explanation;
  readonly recommendation: Recommendation | undefined;
}

/** Looks for the cheapest change that would let a pod run. */
export function recommendForPod(
  grounds: Grounds,
  pools: readonly NamedPool[],
  pod: Pod,
  options: ForPodOptions,
): ForPod {
  const { cluster, rater } = grounds;
  const explanation = explain(cluster, pod, { rater, ...options });
  const { way, cause } = explanation;
  const isChange = way !== null && (cause === 'reshape' || cause === 'moves') && way.steps.length > 0;
  if (!isChange) return { explanation, recommendation: undefined };
  const applied = applySteps(cluster, way.steps);
  const pool = poolOf(pools, way.node, pod);
  // Where it is not known which instances pods hold, a way may rest on more than steps can be checked against.
  if (!applied.ok || pool === undefined) return { explanation, recommendation: undefined };
  const recommendation = assemble(grounds, {
    rung: cause,
    trigger: { kind: 'pending', pod: pod.key, cause },
    pool,
    steps: way.steps,
    batches: [],
    shapes: withTarget(grounds, applied.value, way.node),
    // The pod runs, which is all that is wanted; the status tells whether that is certainly had as cheaply as can be.
    proof: { status: way.isCheapest ? 'optimal' : 'feasible', before: 0, objective: 1, bound: 1 },
  });
  return { explanation, recommendation };
}

/** The pod's own node counts as changed, too, where only pods leave it. */
function withTarget({ cluster }: Grounds, shapes: ReadonlyMap<string, NodeShape>, name: string) {
  const node = findNode(cluster, name);
  return shapes.has(name) || node === undefined ? shapes : new Map([...shapes, [name, node.shape]]);
}

/** The pool that the pod's profile is in on a node. */
function poolOf(pools: readonly NamedPool[], name: string, { gpus }: Pod): NamedPool | undefined {
  const here = pools.filter(({ members }) => members.some((node) => node.name === name));
  const asked = gpus.instances.flatMap(({ profile }) => profile ?? []);
  return here.find(({ model }) => asked.every((profile) => profileOf(model, profile).ok)) ?? here[0];
}
