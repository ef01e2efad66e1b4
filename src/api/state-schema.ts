import { z } from 'zod';
import { component, count, listOf, placed, podKey } from './schema.ts';

const originSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), file: z.string() }),
  z.object({ kind: z.literal('live'), server: z.string() }),
]);

const modelSchema = z.object({
  name: z.string(),
  computeSlices: count,
  memorySlices: count,
  profiles: listOf(z.object({ name: z.string(), compute: count, memory: count, starts: listOf(count) })).describe(
    'in slices',
  ),
});

const instanceSchema = z.object({
  at: placed,
  use: z.enum(['used', 'idle', 'maybe']).describe('maybe: some of these are used, and it is not known which'),
  pod: podKey.optional().describe('who holds it, where that is known'),
});

const gpuSchema = z.object({
  index: count.describe('on its node'),
  uuid: z.string().optional(),
  pool: z.string().optional().describe('absent for GPUs that are not cut or not used'),
  inferred: z.literal(true).optional().describe('the layout is deduced, not reported'),
  instances: listOf(instanceSchema).optional().describe('by start; absent for GPUs that are not cut or not used'),
  product: z.string().optional().describe('of GPUs that are in no pool'),
  reason: z.string().optional().describe('why it is not used'),
});

/** One node with its GPUs. */
export const stateNodeSchema = component(
  'StateNode',
  z.object({
    name: z.string(),
    mode: z.enum(['static', 'carve']),
    cordoned: z.literal(true).optional(),
    gpus: listOf(gpuSchema),
  }),
);

/** A pod that waits for GPUs. */
export const waitingSchema = component(
  'WaitingPod',
  z.object({
    pod: podKey,
    asks: listOf(z.string()),
    priority: z.number(),
    since: z.string().nullable().describe('when it was created, RFC 3339'),
  }),
);

/** Every GPU with its instances, and who waits. */
export const stateSchema = component(
  'State',
  z.object({
    version: z.string().describe('another one whenever anything but age and obstacle has changed'),
    origin: originSchema,
    ageSeconds: z.number().describe('since the state was last known to be the cluster’s'),
    obstacle: z.string().nullable().describe('why nothing should be decided on it'),
    pools: listOf(z.object({ name: z.string(), model: z.string() })),
    models: listOf(modelSchema),
    nodes: listOf(stateNodeSchema).describe('those with GPUs, by name'),
    waiting: listOf(waitingSchema).describe('most urgent first'),
    problems: listOf(z.object({ object: z.string(), message: z.string() })),
  }),
);
