import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { GpuInstance } from '../../solver/node/occupant.ts';
import type { Random } from '../cluster/random.ts';
import type { Kubelet } from '../scenario.ts';

/**
 * The idle instance of a profile that a node's device plugin hands out: any of them, as NVIDIA's plugin does in effect with
 * MIG devices, whose allocation rules go by MIG device and not by board; or one on the GPU with the fewest used slices, or with the
 * most, as its rules would be for boards. Ties go to the lowest GPU and start. Undefined where none is idle.
 */
export function handOut(rule: Kubelet, { gpus }: NodeShape, profile: number, random: Random): GpuInstance | undefined {
  const idle = gpus.flatMap(({ open }, gpu) =>
    open.filter((placement) => placement.profile.ordinal === profile).map((placement) => ({ gpu, placement })),
  );
  if (rule === 'any') return idle.length === 0 ? undefined : random.pick(idle);
  const free = ({ gpu }: GpuInstance): number => {
    const shape = gpus[gpu];
    return shape === undefined ? 0 : shape.table.freeSlices(shape.occupancy);
  };
  const sign = rule === 'packed' ? 1 : -1;
  return idle.toSorted((a, b) => sign * (free(a) - free(b)))[0];
}
