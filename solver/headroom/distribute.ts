import { layoutTable } from '../layout/layout-table.ts';
import { geometriesOf, layoutsOf } from '../layout/layouts.ts';
import type { Geometry, GpuModel } from '../model/gpu-model.ts';
import { fits } from './fit.ts';

/**
 * Distributes instances that are known only as a total over the GPUs of a node: alike on all of them where that is
 * possible, otherwise the largest instances together on the first GPUs. Legal and deterministic, one geometry per GPU;
 * undefined where that many instances cannot exist.
 */
export function distribute(model: GpuModel, total: Geometry, gpus: number): readonly Geometry[] | undefined {
  const share = total.map((count) => count / gpus);
  if (share.every(Number.isInteger) && fits(model, share, 1)) return Array.from({ length: gpus }, () => share);
  if (!fits(model, total, gpus)) return undefined;

  const found: Geometry[] = [];
  let rest = total;
  for (let left = gpus - 1; left >= 0; left--) {
    const next = largestFirst(model).find((geometry) => {
      const after = subtract(rest, geometry);
      return after.every((count) => count >= 0) && fits(model, after, left);
    });
    if (next === undefined) return undefined;
    found.push(next);
    rest = subtract(rest, next);
  }
  return found;
}

const geometries = new WeakMap<GpuModel, readonly Geometry[]>();

/** Every geometry of one GPU of a model, the one with the most of the largest profile first. */
function largestFirst(model: GpuModel): readonly Geometry[] {
  const known = geometries.get(model);
  if (known !== undefined) return known;
  const sorted = geometriesOf(layoutTable(model), layoutsOf(layoutTable(model))).toSorted(compareFromTheEnd);
  geometries.set(model, sorted);
  return sorted;
}

/** Profiles come smallest first in every catalogue, so the last count that differs decides. */
function compareFromTheEnd(a: Geometry, b: Geometry): number {
  const last = a.findLastIndex((count, profile) => count !== b[profile]);
  return last < 0 ? 0 : (b[last] ?? 0) - (a[last] ?? 0);
}

function subtract(a: Geometry, b: Geometry): Geometry {
  return a.map((count, profile) => count - (b[profile] ?? 0));
}
