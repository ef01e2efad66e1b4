import type { Geometry, GpuModel } from '../../solver/model/gpu-model.ts';

/** A way to cut a GPU, and how many GPUs of the pool are and would be cut so. */
export interface LayoutCount {
  readonly instances: readonly { readonly profile: string; readonly count: number }[];
  readonly present: number;
  readonly wanted: number;
}

/** GPUs that are cut alike. */
export interface Cut {
  readonly geometry: Geometry;
  readonly gpus: number;
}

/** Every geometry that is there or wanted: the most wanted first, then the most frequent, then as the catalogue's profiles go. */
export function countLayouts(model: GpuModel, present: readonly Cut[], wanted: readonly Cut[]): readonly LayoutCount[] {
  const counts = new Map<string, { readonly geometry: Geometry; present: number; wanted: number }>();
  for (const [kind, cuts] of [['present', present] as const, ['wanted', wanted] as const]) {
    for (const { geometry, gpus } of cuts) {
      const key = geometry.join();
      const count = counts.get(key) ?? { geometry, present: 0, wanted: 0 };
      count[kind] += gpus;
      counts.set(key, count);
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.wanted - a.wanted || b.present - a.present || compareGeometries(b.geometry, a.geometry))
    .map(({ geometry, ...gpus }) => ({
      instances: model.profiles.flatMap(({ name, ordinal }) => {
        const count = geometry[ordinal] ?? 0;
        return count === 0 ? [] : [{ profile: name, count }];
      }),
      ...gpus,
    }));
}

function compareGeometries(a: Geometry, b: Geometry): number {
  const at = a.findIndex((count, ordinal) => count !== b[ordinal]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
