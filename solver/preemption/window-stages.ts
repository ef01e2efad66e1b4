import { type Occupancy, occupancyOf } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import { type GpuShape, profileOn } from '../node/gpu-shape.ts';
import type { Request } from '../node/node-shape.ts';
import { compareKeys } from '../placement/policy.ts';
import { keyOfAll, type Rater } from '../placement/rater.ts';
import type { StageOption } from './staged-search.ts';

/** One GPU of which some instances may be cleared away. */
export interface ClearableGpu {
  readonly shape: GpuShape;
  /** Taken by instances that stay whatever happens. */
  readonly fixed: Occupancy;
  readonly clearable: readonly Clearable[];
}

/** An instance that may go, and who leaves with it. */
export interface Clearable {
  readonly placement: Placement;
  /** Indexes of the leavers: it is gone once all of them are. */
  readonly leavers: readonly number[];
  /** False for instances that are idle anyway. */
  readonly isUsed: boolean;
}

/** What a question about windows looks at. */
export interface WindowOptions {
  readonly gpus: readonly ClearableGpu[];
  /** In the names of the GPUs' models, largest first. */
  readonly request: Request;
  /** Whether a clearable instance has to go for a wanted one. */
  readonly isInTheWay: (clearable: Clearable, wanted: Placement, gpu: GpuShape) => boolean;
  readonly rater: Rater;
  readonly steps: { left: number };
}

/**
 * One stage per GPU: every part of the request that fits there once some instances are cleared away, for each set of
 * leavers the way with the smallest key. Undefined where the steps ended.
 */
export function windowStages(options: WindowOptions): readonly (readonly StageOption[])[] | undefined {
  const stages = options.gpus.map((gpu, index) => stageOf(gpu, index, options));
  return options.steps.left < 0 ? undefined : stages;
}

function stageOf(
  { shape, fixed, clearable }: ClearableGpu,
  gpu: number,
  { request, isInTheWay, rater, steps }: WindowOptions,
): readonly StageOption[] {
  const { table } = shape;
  const rating = rater.of(table.model);
  const candidates = request.flatMap(({ profile: name, count }, item) => {
    const profile = profileOn(shape, name);
    const placements = table.model.placements.filter((placement) => placement.profile === profile);
    return placements.map((placement) => ({
      item,
      count,
      placement,
      leaving: [
        ...new Set(clearable.filter((each) => isInTheWay(each, placement, shape)).flatMap(({ leavers }) => leavers)),
      ],
    }));
  });
  const best = new Map<string, StageOption>();
  const visit = (
    counts: readonly number[],
    placed: readonly Placement[],
    leaving: readonly number[],
    at: Occupancy,
    from: number,
  ): void => {
    if (--steps.left < 0) return;
    if (placed.length > 0) {
      const id = `${counts} ${leaving}`;
      const gone = new Set(leaving);
      const staying = clearable.filter(({ isUsed, leavers }) => isUsed && leavers.some((leaver) => !gone.has(leaver)));
      const base =
        occupancyOf(
          table,
          staying.map(({ placement }) => placement),
          fixed,
        ) ?? fixed;
      const key = keyOfAll(rating, base, placed);
      const known = best.get(id);
      if (known === undefined || compareKeys(key, known.key) < 0) {
        best.set(id, { counts, leaving, key, choices: placed.map((placement) => ({ gpu, placement })) });
      }
    }
    for (const [index, { item, count, placement, leaving: more }] of candidates.entries()) {
      const after = index < from || counts[item] === count ? undefined : table.after(at, placement);
      if (after === undefined) continue;
      const all = [...new Set([...leaving, ...more])].sort((a, b) => a - b);
      visit(counts.with(item, (counts[item] ?? 0) + 1), [...placed, placement], all, after, index + 1);
    }
  };
  visit(
    request.map(() => 0),
    [],
    [],
    fixed,
    0,
  );
  return [...best.values()];
}
