import { fits } from '../headroom/fit.ts';
import { nodePart, usedGeometry } from '../headroom/pool.ts';
import { type GpuShape, gpuShape, profileOn } from '../node/gpu-shape.ts';
import { freeHolds, idleInstances, type NodeShape, type Request, requestOn, withHolders } from '../node/node-shape.ts';
import type { GpuInstance } from '../node/occupant.ts';
import { expectedKey } from './expected-key.ts';
import { type JointPlacement, placeJointly } from './joint.ts';
import { addKeys, type PlacementKey, roundKey, scaleKey } from './policy.ts';
import type { Rater } from './rater.ts';

/** Why a node cannot take a request now, by what would help there; `undecided` where a search ran out of budget. */
export type Obstacle = 'unknown-profile' | 'reshape' | 'moves' | 'full' | 'undecided';

/** Whether a node takes a request now, and how good that is. */
export type Verdict =
  | {
      readonly kind: 'fits';
      readonly key: PlacementKey;
      /** Carve mode: the instances to create. In static mode the device plugin picks them. */
      readonly choices?: readonly GpuInstance[];
    }
  | { readonly kind: 'rejected'; readonly obstacle: Obstacle };

/**
 * Judges one node: takes the request now or not, by the rules of its mode. Pure; the same shape always gets the same
 * verdict, whichever node has it.
 *
 * @param alongside What nominated pods are going to take on this node: it counts as taken.
 */
export function judge(node: NodeShape, request: Request, rater: Rater, alongside: Request = []): Verdict {
  const asked = requestOn(node, request);
  if (asked === undefined) return { kind: 'rejected', obstacle: 'unknown-profile' };
  // A nominated request that this node cannot even name takes nothing here.
  const nominated = requestOn(node, alongside) ?? [];
  return node.mode === 'static'
    ? judgeStatic(node, asked, nominated, rater)
    : judgeCarve(node, asked, nominated, rater);
}

function judgeStatic(node: NodeShape, asked: Request, nominated: Request, rater: Rater): Verdict {
  const held = nominated.reduce((left, { profile, count }) => withHolders(left, profile, count), node);
  if (asked.some(({ profile, count }) => freeHolds(held, profile) < count)) {
    return reject(held, asked, placeJointly(cautiously(held), asked, rater));
  }
  // Where instances are shared, only those that nobody holds yet cost anything.
  const taken = asked
    .map(({ profile, count }) => ({ profile, count: Math.min(count, Math.max(0, idleInstances(held, profile))) }))
    .filter(({ count }) => count > 0);
  return { kind: 'fits', key: roundKey(expectedKey(held, taken, rater)) };
}

function judgeCarve(node: NodeShape, asked: Request, nominated: Request, rater: Rater): Verdict {
  const gpus = cautiously(node);
  const both = requestOn(node, [...asked, ...nominated]) ?? asked;
  const joint = placeJointly(gpus, both, rater);
  if (joint.kind !== 'placed') return reject(node, both, joint.kind === 'unknown' ? joint : { kind: 'impossible' });
  if (nominated.length === 0) return { kind: 'fits', key: roundKey(joint.key), choices: joint.choices };

  const alone = placeJointly(gpus, nominated, rater);
  const key = alone.kind === 'placed' ? addKeys(joint.key, scaleKey(alone.key, -1)) : joint.key;
  return { kind: 'fits', key: roundKey(key) };
}

/** A node's GPUs with every open instance that a pod may hold taken for used: what is certainly free. */
export function cautiously(node: NodeShape): readonly GpuShape[] {
  if (node.hidden.size === 0) return node.gpus;
  return node.gpus.map((gpu) => {
    const doubtful = gpu.open.filter(({ profile }) => (node.hidden.get(profile.name) ?? 0) > 0);
    const open = gpu.open.filter((placement) => !doubtful.includes(placement));
    return gpuShape(gpu.table, [...gpu.used, ...doubtful], open) ?? gpu;
  });
}

function reject(node: NodeShape, asked: Request, recut: JointPlacement): Verdict {
  if (recut.kind === 'unknown') return { kind: 'rejected', obstacle: 'undecided' };
  if (recut.kind === 'placed') return { kind: 'rejected', obstacle: 'reshape' };
  return { kind: 'rejected', obstacle: fitsRepacked(node, asked) ? 'moves' : 'full' };
}

/** True where the GPUs of one model on this node would hold the request beside what they hold, all pods moved at will. */
function fitsRepacked(node: NodeShape, asked: Request): boolean {
  const models = new Set(node.gpus.map(({ table }) => table.model));
  return [...models].some((model) => {
    const part = nodePart(node, model);
    const counts = [...usedGeometry({ model, nodes: [part] })];
    for (const { profile: name, count } of asked) {
      const profile = part.gpus[0] === undefined ? undefined : profileOn(part.gpus[0], name);
      if (profile === undefined) return false;
      counts[profile.ordinal] = (counts[profile.ordinal] ?? 0) + count;
    }
    return fits(model, counts, part.gpus.length);
  });
}
