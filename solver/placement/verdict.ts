import { fits } from '../headroom/fit.ts';
import { nodePart, usedGeometry } from '../headroom/pool.ts';
import type { Geometry, GpuModel } from '../model/gpu-model.ts';
import { type GpuShape, gpuShape } from '../node/gpu-shape.ts';
import {
  couldEverHold,
  freeHolds,
  idleInstances,
  instancesNeeded,
  type NodeShape,
  type Request,
  requestOn,
  requestWithin,
  withHolders,
} from '../node/node-shape.ts';
import type { GpuInstance } from '../node/occupant.ts';
import { expectedKey } from './expected-key.ts';
import { type JointPlacement, placeJointly, shareOf } from './joint.ts';
import { addKeys, type PlacementKey, roundKey, scaleKey } from './policy.ts';
import type { Rater } from './rater.ts';

/** Why a node cannot take a request now, by what would help there; `undecided` where a search ran out of budget. */
export type Obstacle = 'unknown-profile' | 'reshape' | 'moves' | 'full' | 'undecided';

/** Whether a node takes a request now, and how good that is. */
export type Verdict =
  | {
      readonly kind: 'fits';
      readonly key: PlacementKey;
      /** Carve mode: the instances to create, which leave room for nominated pods. In static mode the device plugin picks them. */
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
  if (!couldEverHold(node, asked)) return { kind: 'rejected', obstacle: 'full' };
  const nominated = requestOn(node, requestWithin(node, alongside)) ?? [];
  return node.mode === 'static'
    ? judgeStatic(node, asked, nominated, rater)
    : judgeCarve(node, asked, nominated, rater);
}

function judgeStatic(node: NodeShape, asked: Request, nominated: Request, rater: Rater): Verdict {
  const held = nominated.reduce((left, { profile, count }) => withHolders(left, profile, count), node);
  if (asked.some(({ profile, count }) => freeHolds(held, profile) < count)) {
    const needed = instancesNeeded(held, asked);
    return reject(held, needed, placeJointly(cautiously(held), needed, rater));
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
  return { kind: 'fits', key: roundKey(key), choices: shareOf(asked, joint.choices) };
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

/** True where a node's GPUs would hold the request beside what they hold, the pods of each model moved among its GPUs. */
function fitsRepacked(node: NodeShape, asked: Request): boolean {
  const models = [...new Set(node.gpus.map(({ table }) => table.model))];
  const parts = models.map((model) => {
    const part = nodePart(node, model);
    return { model, gpus: part.gpus.length, counts: usedGeometry({ model, nodes: [part] }) };
  });
  return fitsDivided(parts, asked, 0);
}

/** The GPUs of one model and the instances that they are to hold. */
interface ModelPart {
  readonly model: GpuModel;
  readonly gpus: number;
  readonly counts: Geometry;
}

/** Tries every way to divide a request among models that share a profile; its first item goes to parts from `from` on. */
function fitsDivided(parts: readonly ModelPart[], [item, ...rest]: Request, from: number): boolean {
  if (item === undefined) return parts.every(({ model, gpus, counts }) => fits(model, counts, gpus));
  return parts.some((part, index) => {
    const ordinal = part.model.profiles.findIndex(({ name }) => name === item.profile);
    if (ordinal < 0 || index < from) return false;
    for (let here = item.count; here > 0; here--) {
      const counts = part.counts.with(ordinal, (part.counts[ordinal] ?? 0) + here);
      const left = item.count - here;
      const others = left === 0 ? rest : [{ ...item, count: left }, ...rest];
      if (fitsDivided(parts.with(index, { ...part, counts }), others, left === 0 ? 0 : index + 1)) return true;
    }
    return false;
  });
}
