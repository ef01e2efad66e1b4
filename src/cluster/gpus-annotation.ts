import { z } from 'zod';
import { layoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import type { GpuModel, Placement } from '../../solver/model/gpu-model.ts';
import { excludes, formatPlacement, placementAt } from '../../solver/model/placement.ts';
import { parseProduct } from '../../solver/model/product-label.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { checked } from './checked.ts';
import { type Gpu, type Instance, idleInstance } from './gpu.ts';

/** The annotation in which an agent on the node reports GPUs and instances as they are. */
export const GPUS_ANNOTATION = 'slicewise.dev/gpus';

const documentSchema = z.object({ v: z.literal(1), gpus: z.array(z.unknown()) });

const gpuSchema = z.object({
  index: z.int().min(0),
  uuid: z.string().optional(),
  product: z.string(),
  mig: z.boolean().default(true),
  instances: z
    .array(
      z.object({
        profile: z.string(),
        start: z.int(),
        /** `namespace/name`; absent means idle. */
        pod: z.string().optional(),
      }),
    )
    .default([]),
});

/**
 * Reads the annotation. A GPU with anything illegal on it (an unknown product or profile, a start that is not allowed,
 * instances that exclude each other) is unusable, and the others still work. So is one of which not even the index can be
 * read, or whose index or UUID an earlier GPU has: it is shown under an index after all others. An
 * annotation that cannot be read at all fails with a sentence that names it.
 */
export function readGpusAnnotation(text: string): Result<readonly Gpu[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
  const document = checked(documentSchema, json);
  if (!document.ok) return unreadable(document.error);

  const gpus: Gpu[] = [];
  const nameless: { readonly product: string; readonly reason: string }[] = [];
  for (const [position, value] of document.value.gpus.entries()) {
    const parsed = checked(gpuSchema, value, `gpus.${position}`);
    if (!parsed.ok) {
      nameless.push({ product: 'unknown', reason: parsed.error });
      continue;
    }
    const { index, uuid, product } = parsed.value;
    if (gpus.some((other) => other.index === index || (uuid !== undefined && other.uuid === uuid))) {
      nameless.push({ product, reason: `gpus.${position} has the index or UUID of an earlier GPU` });
      continue;
    }
    gpus.push(readGpu(parsed.value));
  }
  let next = gpus.reduce((last, { index }) => Math.max(last, index), -1);
  for (const gpu of nameless) gpus.push({ kind: 'unusable', index: ++next, uuid: undefined, ...gpu });
  return ok(gpus.sort((a, b) => a.index - b.index));
}

function readGpu({ index, uuid, product, mig, instances }: z.infer<typeof gpuSchema>): Gpu {
  if (!mig) return { kind: 'whole', index, uuid, product };
  const layout = readLayout(product, instances);
  return layout.ok
    ? { kind: 'mig', index, uuid, product, source: 'annotation', ...layout.value }
    : { kind: 'unusable', index, uuid, product, reason: layout.error };
}

function readLayout(
  product: string,
  written: z.infer<typeof gpuSchema>['instances'],
): Result<{ readonly model: GpuModel; readonly instances: readonly Instance[] }> {
  const known = parseProduct(product);
  if (!known.ok) return known;
  const { model } = known.value;
  const instances: Instance[] = [];
  for (const { profile: name, start, pod } of written) {
    const profile = profileOf(model, name);
    const placement = profile.ok ? placementAt(model, profile.value, start) : profile;
    if (!placement.ok) return placement;
    instances.push(
      pod === undefined ? idleInstance(placement.value) : { placement: placement.value, holder: { kind: 'pod', pod } },
    );
  }
  const placements = instances.map(({ placement }) => placement);
  if (occupancyOf(layoutTable(model), placements) === undefined) return failure(conflict(model, placements));
  // A copy has no room to spare, of which a list that was pushed to has twice what is in it: for every GPU of a cluster.
  return ok({ model, instances: instances.toSorted((a, b) => a.placement.ordinal - b.placement.ordinal) });
}

function conflict(model: GpuModel, placements: readonly Placement[]): string {
  for (const [index, a] of placements.entries()) {
    const b = placements.slice(index + 1).find((other) => excludes(model, a, other));
    if (b !== undefined) return `${formatPlacement(a)} and ${formatPlacement(b)} cannot exist together`;
  }
  return `${placements.map(formatPlacement).join(', ')} cannot exist together`;
}

function unreadable(reason: string): Result<never> {
  return failure(`annotation ${GPUS_ANNOTATION} cannot be read: ${reason}`);
}
