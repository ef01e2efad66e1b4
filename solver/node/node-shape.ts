import { EMPTY } from '../layout/layout-table.ts';
import type { Placement, Profile } from '../model/gpu-model.ts';
import { profileOf } from '../model/profile-name.ts';
import { compareText } from '../text-order.ts';
import { type GpuShape, gpuShape, profileOn } from './gpu-shape.ts';

/**
 * One node as a policy sees it.
 *
 * In `static` mode pods take open instances, and the device plugin picks which. In `carve` mode an instance is created
 * where the extender says, over open ones if need be.
 */
export interface NodeShape {
  readonly mode: 'static' | 'carve';
  /** The usable GPUs in MIG mode, by index. */
  readonly gpus: readonly GpuShape[];
  /**
   * Per profile name, how many of the open instances are used all the same: their pods are known, but not which of the
   * instances each one holds. Empty where everything is known.
   */
  readonly hidden: ReadonlyMap<string, number>;
  /** Per profile name, where several pods share one instance (time-slicing). Absent for profiles that are not shared. */
  readonly shared: ReadonlyMap<string, Shares>;
}

/** A node without GPUs. */
export const NO_GPUS: NodeShape = { mode: 'static', gpus: [], hidden: new Map(), shared: new Map() };

/** Shares of the open instances of one profile. The device plugin hands out the least shared instance first. */
export interface Shares {
  readonly perInstance: number;
  /** Shares that pods hold. */
  readonly taken: number;
}

/** Instances asked for together, to be had on one node: at least one item, no profile twice, every count positive. */
export type Request = readonly RequestItem[];

/** `count` instances of one profile. */
export interface RequestItem {
  readonly profile: string;
  readonly count: number;
}

/**
 * The request in the names that this node's GPU models use (a driver may spell `3g.40gb` as `3g.39gb`), largest profile
 * first; undefined where the node has no GPU of a model with one of the profiles.
 */
export function requestOn(node: NodeShape, request: Request): Request | undefined {
  const counts = new Map<Profile['name'], { profile: Profile; count: number }>();
  for (const { profile: name, count } of request) {
    const profile = findProfile(node, name);
    if (profile === undefined) return undefined;
    counts.set(profile.name, { profile, count: count + (counts.get(profile.name)?.count ?? 0) });
  }
  return [...counts.values()]
    .sort((a, b) => largestFirst(a.profile, b.profile))
    .map(({ profile, count }) => ({ profile: profile.name, count }));
}

/** The items of a request whose profiles this node has; what it cannot even name it cannot be asked for. */
export function requestWithin(node: NodeShape, request: Request): Request {
  return request.filter(({ profile }) => findProfile(node, profile) !== undefined);
}

/**
 * False where a request, in the names of the node's models, is for more instances of a profile than its GPUs have windows:
 * whatever anyone asks for, searches stay as small as the node.
 */
export function couldEverHold(node: NodeShape, request: Request): boolean {
  return request.every(({ profile: name, count }) => {
    const windows = node.gpus.reduce((sum, gpu) => {
      const profile = profileOn(gpu, name);
      return profile === undefined ? sum : sum + gpu.table.spare(EMPTY, profile.ordinal);
    }, 0);
    return count <= windows * (node.shared.get(name)?.perInstance ?? 1);
  });
}

/** Order of the instances of a request: memory, then compute slices, both descending, then the name. */
export function largestFirst(a: Profile, b: Profile): number {
  return b.memory - a.memory || b.compute - a.compute || compareText(a.name, b.name);
}

/** The node once `change` more pods hold one of its open instances of a profile, or fewer; nobody knows which ones. */
export function withHolders(node: NodeShape, name: string, change: number): NodeShape {
  const shares = node.shared.get(name);
  const taken = Math.max(0, (shares?.taken ?? node.hidden.get(name) ?? 0) + change);
  const used = shares === undefined ? taken : Math.min(taken, openInstances(node, name));
  const hidden = new Map(node.hidden);
  if (used > 0) hidden.set(name, used);
  else hidden.delete(name);
  return {
    ...node,
    hidden,
    shared: shares === undefined ? node.shared : new Map(node.shared).set(name, { ...shares, taken }),
  };
}

/** How many more pods could hold an instance of a profile, or a share of one. Exact, even with hidden use. */
export function freeHolds(node: NodeShape, name: string): number {
  const shares = node.shared.get(name);
  if (shares === undefined) return idleInstances(node, name);
  return openInstances(node, name) * shares.perInstance - shares.taken;
}

/**
 * The instances that a request needs beside the shares left on those that pods already share: as many as it asks for
 * where instances are not shared, fewer where one serves several pods, none where it fits into what is left.
 */
export function instancesNeeded(node: NodeShape, request: Request): Request {
  return request
    .map(({ profile, count }) => {
      const shares = node.shared.get(profile);
      if (shares === undefined) return { profile, count };
      const left = freeHolds(node, profile) - idleInstances(node, profile) * shares.perInstance;
      return { profile, count: Math.ceil(Math.max(0, count - Math.max(0, left)) / shares.perInstance) };
    })
    .filter(({ count }) => count > 0);
}

/** Open instances of a profile on a node that no pod holds. Exact, even where it is not known which they are. */
export function idleInstances(node: NodeShape, name: string): number {
  return openInstances(node, name) - (node.hidden.get(name) ?? 0);
}

/** Instances of a profile on a node that are not known to be used. */
export function openInstances(node: NodeShape, name: string): number {
  return node.gpus.reduce((sum, { open }) => sum + open.filter(({ profile }) => profile.name === name).length, 0);
}

function findProfile(node: NodeShape, name: string): Profile | undefined {
  for (const { table } of node.gpus) {
    const found = profileOf(table.model, name);
    if (found.ok) return found.value;
  }
  return undefined;
}

/** The node with these instances on one of its GPUs; undefined where there is no such GPU, or they cannot exist together. */
export function withGpu(
  node: NodeShape,
  index: number,
  used: readonly Placement[],
  open: readonly Placement[],
): NodeShape | undefined {
  const before = node.gpus[index];
  const after = before === undefined ? undefined : gpuShape(before.table, used, open);
  return after === undefined ? undefined : { ...node, gpus: node.gpus.with(index, after) };
}
