import fc from 'fast-check';
import { EMPTY, layoutTable } from '../../solver/layout/layout-table.ts';
import { gpuModels } from '../../solver/model/catalogue.ts';
import type { GpuModel, Placement } from '../../solver/model/gpu-model.ts';

/** A GPU with instances that can exist together, by start; each has a letter for how it is used. */
export interface CutGpu {
  readonly model: GpuModel;
  readonly placed: readonly { readonly placement: Placement; readonly use: string }[];
}

/** GPUs of all models, or of one, with any instances, each used in one of these ways. */
export function anyInstances(uses: string, model?: GpuModel): fc.Arbitrary<CutGpu> {
  return fc
    .tuple(
      model === undefined ? fc.constantFrom(...gpuModels) : fc.constant(model),
      fc.array(fc.tuple(fc.nat(200), fc.constantFrom(...uses)), { maxLength: 12 }),
    )
    .map(([model, picks]) => ({ model, placed: cut(model, picks) }));
}

function cut(model: GpuModel, picks: readonly (readonly [pick: number, use: string])[]): CutGpu['placed'] {
  const table = layoutTable(model);
  let all = EMPTY;
  const placed: { placement: Placement; use: string }[] = [];
  for (const [pick, use] of picks) {
    const placement = model.placements[pick % model.placements.length];
    const next = placement === undefined ? undefined : table.after(all, placement);
    if (placement === undefined || next === undefined) continue;
    all = next;
    placed.push({ placement, use });
  }
  return placed.toSorted((a, b) => a.placement.start - b.placement.start);
}
