import { z } from 'zod';
import { layoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import { excludes, formatPlacement, placementAt } from '../../solver/model/placement.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { Gpu, Instance, MigGpu } from './gpu.ts';

/** The annotation on a pod in carve mode that says which instances were chosen for it when it was bound. */
export const PLACEMENT_ANNOTATION = 'slicewise.dev/placement';

const one = z.object({ gpu: z.string(), profile: z.string(), start: z.int() });

/** Instances that were chosen for one pod. */
export const placementListSchema = z.array(one).readonly();

const annotationSchema = z.union([one.transform((placement) => [placement]), placementListSchema]);

/** One instance that was chosen for a pod. */
export type ChosenPlacement = z.infer<typeof one>;

/** Reads the annotation: one placement, or a list for a pod with several instances. */
export function readPlacementAnnotation(text: string): Result<readonly ChosenPlacement[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failure(`annotation ${PLACEMENT_ANNOTATION} is not valid JSON`);
  }
  const parsed = annotationSchema.safeParse(json);
  return parsed.success ? ok(parsed.data) : failure(`annotation ${PLACEMENT_ANNOTATION} is not a placement`);
}

/** Writes the annotation: one placement bare, several as a list. */
export function writePlacementAnnotation(chosen: readonly ChosenPlacement[]): string {
  return JSON.stringify(chosen.length === 1 ? chosen[0] : chosen);
}

/**
 * The GPUs once a chosen placement is a pod's. The actuator may not have created the instance yet: then it is added, and
 * the idle instances in its way, which the actuator will destroy, are gone. Fails with a sentence where it is not legal
 * beside what other pods hold.
 */
export function withChosenPlacement(
  gpus: readonly Gpu[],
  pod: string,
  chosen: ChosenPlacement,
): Result<readonly Gpu[]> {
  const where = `${chosen.profile}@${chosen.start} on GPU ${chosen.gpu}`;
  const index = gpus.findIndex((gpu) => gpu.uuid === chosen.gpu || String(gpu.index) === chosen.gpu);
  const gpu = gpus[index];
  if (gpu?.kind !== 'mig') return failure(`${where}: the node has no such GPU in MIG mode`);
  const profile = profileOf(gpu.model, chosen.profile);
  const placement = profile.ok ? placementAt(gpu.model, profile.value, chosen.start) : profile;
  if (!placement.ok) return failure(`${where}: ${placement.error}`);

  const existing = gpu.instances.find((instance) => instance.placement === placement.value);
  if (existing !== undefined && existing.holder.kind !== 'idle') {
    return existing.holder.pod === pod ? ok(gpus) : failure(`${where} is held by ${existing.holder.pod}`);
  }
  const others = gpu.instances.filter((instance) => instance !== existing);
  const kept = others.filter(
    ({ placement: other, holder }) => holder.kind !== 'idle' || !excludes(gpu.model, other, placement.value),
  );
  const mine: Instance = { placement: placement.value, holder: { kind: 'pod', pod } };
  const blocker = kept.find(({ placement: other }) => excludes(gpu.model, other, placement.value));
  if (blocker !== undefined) return failure(`${where} is blocked by ${formatPlacement(blocker.placement)}`);
  return ok(gpus.with(index, withInstances(gpu, [...kept, mine])));
}

function withInstances(gpu: MigGpu, instances: readonly Instance[]): Gpu {
  const placements = instances.map(({ placement }) => placement);
  const sorted = instances.toSorted((a, b) => a.placement.ordinal - b.placement.ordinal);
  return occupancyOf(layoutTable(gpu.model), placements) === undefined
    ? { ...gpu, kind: 'unusable', reason: `${placements.map(formatPlacement).join(', ')} cannot exist together` }
    : { ...gpu, instances: sorted };
}
