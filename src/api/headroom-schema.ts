import { z } from 'zod';
import { component, count, listOf, ratio } from './schema.ts';

const profile = z.object({
  profile: z.string(),
  inDemand: z.boolean(),
  share: ratio.describe('of what is asked of the pool'),
  asShaped: count,
  reshaped: count.describe('certain'),
  reshapedMost: count.describe('larger where it is not known which instances are used'),
  repacked: count,
  stranded: z
    .object({ shape: count, shapeMost: count, placementLeast: count, placement: count })
    .describe('memory slices'),
});

/** Headroom and stranded slices, per pool and profile. */
export const headroomSchema = component(
  'Headroom',
  z.object({
    pools: listOf(
      z.object({
        name: z.string(),
        model: z.string(),
        gpus: count,
        inferredGpus: count.describe('GPUs whose layout was deduced and not reported'),
        placementsObserved: z.boolean(),
        memorySlices: count,
        freeSlices: count,
        promisedSlices: count,
        fragmentation: z.object({ index: ratio, shape: ratio, placement: ratio }),
        profiles: listOf(profile),
      }),
    ),
  }),
);
