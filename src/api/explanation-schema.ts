import { z } from 'zod';
import { causes } from '../advisor/cause.ts';
import { component, count, listOf, placed, podKey } from './schema.ts';

const place = component('InstancePlace', z.object({ gpu: count, instance: placed }));

const recutStep = z.object({
  kind: z.enum(['delete', 'create']),
  node: z.string(),
  gpu: count,
  instances: listOf(placed),
});

/** One step of a way out, or of a recommendation. */
export const stepSchema = component(
  'Step',
  z.discriminatedUnion('kind', [
    recutStep,
    z.object({
      kind: z.literal('restart'),
      pod: podKey,
      from: z.string(),
      to: z.string(),
      instances: listOf(place).describe('where it goes; empty: whichever are idle'),
    }),
    z.object({ kind: z.literal('stop'), pod: podKey, node: z.string() }),
    z.object({ kind: z.literal('start'), pod: podKey, node: z.string(), instances: listOf(place) }),
  ]),
);

const podCause = z.enum([...causes, 'bound', 'finished']);

/** Why a pod is pending, or why it is where it is. */
export const explanationSchema = component(
  'Explanation',
  z.object({
    pod: podKey,
    asks: listOf(z.string()).describe('such as 2 x nvidia.com/mig-1g.5gb'),
    cause: podCause,
    message: z.string(),
    nodes: listOf(z.object({ node: z.string(), cause: podCause, message: z.string() })).describe(
      'cheapest cause first',
    ),
    way: z
      .object({
        rung: z.enum(['none', 'reshape', 'moves', 'allow']),
        node: z.string(),
        text: z.string(),
        steps: listOf(stepSchema),
        isCheapest: z.boolean().describe('false where a search ended early, or too little is known of what pods hold'),
      })
      .nullable()
      .describe('the cheapest way out'),
    quotas: listOf(z.object({ name: z.string(), resource: z.string(), hard: z.number(), used: z.number() })),
    notes: listOf(z.string()).describe('what the answer rests on that is not certain'),
  }),
);
