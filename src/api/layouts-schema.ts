import { z } from 'zod';
import { proof } from './recommendation-schema.ts';
import { component, count, listOf, ratio } from './schema.ts';

/** The same figure of the layouts that there are, of those that are wanted, and of mig-parted's `all-balanced`. */
function byLayouts<T extends z.ZodType>(figure: T) {
  return z.object({ present: figure, wanted: figure, allBalanced: figure });
}

const profile = z.object({
  profile: z.string(),
  share: ratio.describe('of the requests to the pool'),
  needed: z.number().min(0).describe('instances in use in the mean, if no request were refused'),
  instances: byLayouts(count),
  acceptance: byLayouts(ratio.nullable()).describe('share of its requests; null where nobody asks for it'),
});

/** Which layouts the demand of each pool wants, and the acceptance to be expected of them. */
export const layoutsSchema = component(
  'Layouts',
  z.object({
    pools: listOf(
      z.object({
        name: z.string(),
        model: z.string(),
        gpus: count.describe('on nodes in static mode'),
        inferredGpus: count.describe('GPUs whose layout was deduced and not reported'),
        placementsObserved: z.boolean(),
        isDemandKnown: z.boolean().describe('false where nothing was asked for: then all plain profiles count alike'),
        load: z.number().min(0).describe('memory slices needed in the mean, as a share of those of the pool'),
        isLoadStated: z.boolean().describe('false where the load is what is in use and what is free'),
        layouts: listOf(
          z.object({
            instances: listOf(z.object({ profile: z.string(), count })),
            present: count.describe('GPUs that are cut so'),
            wanted: count.describe('GPUs that the demand wants cut so'),
          }),
        ),
        profiles: listOf(profile),
        acceptance: z.object({
          requests: byLayouts(ratio).describe('of all requests'),
          slices: byLayouts(ratio).describe('of the memory slices that they ask for'),
        }),
        proof,
      }),
    ),
    carved: listOf(z.string()).describe('pools in carve mode, where instances are cut as pods arrive'),
  }),
);
