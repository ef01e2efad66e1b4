import type { Geometry, GpuModel } from '../model/gpu-model.ts';

/** Two 1g, a 2g, and a 3g where the model has one: mig-parted's `all-balanced` for boards of each family. */
export function allBalanced({ profiles }: GpuModel): Geometry {
  const plain = profiles.filter((profile) => profile.plain);
  const smallestOf = (compute: number): number => plain.find((profile) => profile.compute === compute)?.ordinal ?? -1;
  const counts = new Map([
    [smallestOf(1), 2],
    [smallestOf(2), 1],
    [smallestOf(3), 1],
  ]);
  return profiles.map(({ ordinal }) => counts.get(ordinal) ?? 0);
}
