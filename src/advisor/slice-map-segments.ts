import { openInstances } from '../../solver/node/node-shape.ts';
import type { Instance, MigGpu } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';

/**
 * How a stretch of memory slices is used. `maybe`: some instances of the profile on that node are used and some are not,
 * and nobody knows which. `none`: there is no instance.
 */
export type SliceUse = 'used' | 'idle' | 'maybe' | 'none';

/** A stretch of memory slices of one GPU: an instance, or slices without one. */
export interface Segment {
  readonly start: number;
  readonly length: number;
  /** The profile; empty where there is no instance. */
  readonly label: string;
  readonly use: SliceUse;
  /** `namespace/name` of the pod that holds it, where that is known. */
  readonly pod: string | undefined;
}

/** The instances of a GPU and the slices without one, which together cover every memory slice once; by start. */
export function segmentsOf({ model, instances }: MigGpu, node: ClusterNode): readonly Segment[] {
  const segments = instances.map((instance): Segment => {
    const { profile, start } = instance.placement;
    const pod = instance.holder.kind === 'idle' ? undefined : instance.holder.pod;
    return { start, length: profile.memory, label: profile.name, use: useOf(instance, node), pod };
  });
  for (let slice = 0; slice < model.memorySlices; slice++) {
    if (segments.some(({ start, length }) => start <= slice && slice < start + length)) continue;
    segments.push({ start: slice, length: 1, label: '', use: 'none', pod: undefined });
  }
  return segments.sort((a, b) => a.start - b.start);
}

function useOf({ holder, placement }: Instance, { shape }: ClusterNode): SliceUse {
  if (holder.kind !== 'idle') return 'used';
  const hidden = shape.hidden.get(placement.profile.name) ?? 0;
  if (hidden === 0) return 'idle';
  return hidden >= openInstances(shape, placement.profile.name) ? 'used' : 'maybe';
}
