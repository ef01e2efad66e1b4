import type { Placement } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';
import { cautiously } from '../placement/verdict.ts';
import type { ClearableGpu } from './window-stages.ts';

/**
 * A node's GPUs with the instances that are free once some occupants leave, as `judge` counts: an instance that a pod may
 * hold, because nobody knows which of its profile it holds, is free once all such pods are gone. That goes for one that an
 * occupant is known to hold, too: the knowledge goes with the occupant.
 *
 * @param leavers Everyone who may leave; the clearable instances name them by index.
 */
export function clearableGpus(node: NodeShape, leavers: readonly Occupant[]): readonly ClearableGpu[] {
  const stripped = cautiously(withoutOccupants(node, leavers));
  return cautiously(node).map((shape, gpu) => {
    const staying = stripped[gpu] ?? shape;
    const going = shape.used.filter((placement) => !staying.used.includes(placement));
    const clearable = going.map((placement) => ({
      placement,
      leavers: leavers.flatMap((each, leaver) => (mayHold(each, gpu, placement) ? [leaver] : [])),
      isUsed: true,
    }));
    return { shape, clearable, fixed: staying.occupancy };
  });
}

function mayHold({ instances, hidden }: Occupant, gpu: number, placement: Placement): boolean {
  return (
    hidden.some(({ profile }) => profile === placement.profile.name) ||
    instances.some((instance) => instance.gpu === gpu && instance.placement === placement)
  );
}
