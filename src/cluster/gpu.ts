import type { GpuModel, Placement } from '../../solver/model/gpu-model.ts';

/** Where the layout of a GPU is known from, best first. */
export type LayoutSource = 'annotation' | 'mig-parted' | 'allocatable';

/** Who has a GPU instance. */
export type Holder =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pod'; readonly pod: string }
  /** Said to be used, by a pod that is not on this node; counts as used. */
  | { readonly kind: 'stranger'; readonly pod: string };

/** A placement that exists on a GPU. */
export interface Instance {
  readonly placement: Placement;
  readonly holder: Holder;
}

/** An idle instance: one object for a placement, however many GPUs have it. */
export function idleInstance(placement: Placement): Instance {
  const known = idleInstances.get(placement) ?? { placement, holder: IDLE };
  idleInstances.set(placement, known);
  return known;
}

/** Nobody has it. */
const IDLE: Holder = { kind: 'idle' };

const idleInstances = new WeakMap<Placement, Instance>();

interface GpuIdentity {
  readonly index: number;
  readonly uuid: string | undefined;
  /** The product as the node names it. */
  readonly product: string;
}

/** A GPU in MIG mode whose instances are known. */
export interface MigGpu extends GpuIdentity {
  readonly kind: 'mig';
  readonly model: GpuModel;
  readonly source: LayoutSource;
  /** In ordinal order of their placements. */
  readonly instances: readonly Instance[];
}

/** A GPU without MIG, handed out whole. */
export interface WholeGpu extends GpuIdentity {
  readonly kind: 'whole';
}

/** A GPU in a state that makes no sense: nothing is placed on it. */
export interface UnusableGpu extends GpuIdentity {
  readonly kind: 'unusable';
  readonly reason: string;
}

/** A GPU of a node, in whichever state it is. */
export type Gpu = MigGpu | WholeGpu | UnusableGpu;

/** What a layout source says about a node. */
export interface GpuReport {
  readonly gpus: readonly Gpu[];
  /** Sentences about what was left out. */
  readonly problems: readonly string[];
}

/** True where the layout was worked out and not read: the answer is legal, and may not be what is there. */
export function isInferred(source: LayoutSource): boolean {
  return source !== 'annotation';
}
