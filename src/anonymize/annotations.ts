import { z } from 'zod';
import type { Dictionary } from '../cluster/dictionary.ts';
import { GPUS_ANNOTATION } from '../cluster/gpus-annotation.ts';
import { PLACEMENT_ANNOTATION } from '../cluster/placement-annotation.ts';
import type { Rename } from './pseudonyms.ts';

const MOVABLE = 'slicewise.dev/movable';

const instance = z.object({
  profile: z.string(),
  start: z.number(),
  uuid: z.string().optional(),
  pod: z.string().optional(),
});
const gpus = z.object({
  v: z.number(),
  gpus: z.array(
    z.object({
      index: z.number().optional(),
      uuid: z.string().optional(),
      product: z.string().optional(),
      mig: z.boolean().optional(),
      instances: z.array(instance).optional(),
    }),
  ),
});
const placement = z.object({ gpu: z.string(), profile: z.string(), start: z.number() });
const placements = z.union([placement.transform((one) => [one]), z.array(placement)]);

/**
 * The annotations that slicewise reads, with other names in them. One that cannot be read stays one that cannot be read,
 * and nothing is left of what it said.
 */
export function renameAnnotations(annotations: Dictionary, rename: Rename): Record<string, string> {
  const renamed: Record<string, string> = {};
  const cut = annotations[GPUS_ANNOTATION];
  const chosen = annotations[PLACEMENT_ANNOTATION];
  const movable = annotations[MOVABLE];
  if (cut !== undefined) renamed[GPUS_ANNOTATION] = renameGpus(cut, rename);
  if (chosen !== undefined) renamed[PLACEMENT_ANNOTATION] = renamePlacements(chosen, rename);
  if (movable !== undefined) renamed[MOVABLE] = movable;
  return renamed;
}

/** `namespace/name` of a pod. */
function renamePodKey(key: string, rename: Rename): string {
  const slash = key.indexOf('/');
  if (slash < 0) return rename('pod', key);
  return `${rename('namespace', key.slice(0, slash))}/${rename('pod', key.slice(slash + 1))}`;
}

const UNREADABLE = 'cannot be read';

function renameGpus(text: string, rename: Rename): string {
  const read = readJson(gpus, text);
  if (read === undefined) return UNREADABLE;
  return JSON.stringify({
    ...read,
    gpus: read.gpus.map(({ uuid, instances, ...gpu }) => ({
      ...gpu,
      ...(uuid === undefined ? {} : { uuid: rename('gpu', uuid) }),
      ...(instances === undefined ? {} : { instances: instances.map((each) => renameInstance(each, rename)) }),
    })),
  });
}

function renameInstance({ uuid, pod, ...rest }: z.infer<typeof instance>, rename: Rename): object {
  return {
    ...rest,
    ...(uuid === undefined ? {} : { uuid: rename('instance', uuid) }),
    ...(pod === undefined ? {} : { pod: renamePodKey(pod, rename) }),
  };
}

function renamePlacements(text: string, rename: Rename): string {
  const read = readJson(placements, text);
  if (read === undefined) return UNREADABLE;
  // A GPU may be named by its index, too.
  return JSON.stringify(
    read.map(({ gpu, ...rest }) => ({ ...rest, gpu: /^\d+$/.test(gpu) ? gpu : rename('gpu', gpu) })),
  );
}

function readJson<T extends z.ZodType>(schema: T, text: string): z.infer<T> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
