import { EMPTY, occupancyOf } from '../../solver/layout/layout-table.ts';
import type { GpuShape } from '../../solver/node/gpu-shape.ts';
import { type NodeShape, openInstances } from '../../solver/node/node-shape.ts';

/** The states of a GPU in MIG mode: how much of it pods use. */
export const gpuStates = ['empty', 'partial', 'full', 'unknown'] as const;

/**
 * `empty`: no pod uses it. `full`: no further instance of any profile would fit, whatever idle ones were recut. `partial`:
 * between the two. `unknown`: pods of its node hold instances, and nobody knows whether this GPU's are among them.
 */
export type GpuState = (typeof gpuStates)[number];

/** What is certain of one GPU. */
export interface GpuUse {
  readonly state: GpuState;
  /** Memory slices that pods use, those of which it is not known left out. */
  readonly used: number;
  /** Memory slices under instances that no pod holds, those of which it is not known left out. */
  readonly idle: number;
}

/** What is certain of a GPU of a node. */
export function gpuUse(gpu: GpuShape, node: NodeShape): GpuUse {
  const { table, used, open, occupancy } = gpu;
  const hidden = open.map((placement) => ({ placement, use: hiddenUse(node, placement.profile.name) }));
  const taken = hidden.filter(({ use }) => use === 'all').map(({ placement }) => placement);
  const after = occupancyOf(table, [...used, ...taken]) ?? occupancy;
  const idle = hidden
    .filter(({ use }) => use === 'none')
    .reduce((sum, { placement }) => sum + placement.profile.memory, 0);
  const isFull = table.model.profiles.every(({ ordinal }) => table.spare(after, ordinal) === 0);
  const isOpen = hidden.some(({ use }) => use === 'some');
  return {
    state: isFull ? 'full' : after !== EMPTY ? 'partial' : isOpen ? 'unknown' : 'empty',
    used: table.model.memorySlices - table.freeSlices(after),
    idle,
  };
}

/** How many of the open instances of a profile are used on a node, whichever they are. */
function hiddenUse(node: NodeShape, profile: string): 'none' | 'some' | 'all' {
  const count = node.hidden.get(profile) ?? 0;
  if (count === 0) return 'none';
  return count >= openInstances(node, profile) ? 'all' : 'some';
}
