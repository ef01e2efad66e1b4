import { z } from 'zod';
import { rungs } from '../advisor/recommendation.ts';
import { stepSchema } from './explanation-schema.ts';
import { component, count, listOf, placed, podKey } from './schema.ts';

const trigger = component(
  'Trigger',
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fragmentation'), index: z.number(), threshold: z.number() }),
    z.object({ kind: z.literal('pending'), pod: podKey, cause: z.enum(['reshape', 'moves']) }),
    z.object({ kind: z.literal('asked') }),
  ]),
);

const change = z.object({
  node: z.string(),
  gpu: count.describe('index on its node'),
  uuid: z.string().optional(),
  delete: listOf(placed),
  create: listOf(placed),
});

const move = component('PodMove', z.object({ pod: podKey, from: z.string(), to: z.string() }));

const beforeAndAfter = z.tuple([count, count]).readonly().describe('before and after');

/** What is known of how good an answer is. */
export const proof = component(
  'Proof',
  z
    .object({
      status: z.enum(['optimal', 'feasible']),
      before: z.number(),
      objective: z.number(),
      bound: z.number(),
    })
    .describe(
      'what there is, is worth before and after, and the most that it could be, in hundredths of a slice that is certainly needed; for a pod: 0 and 1, and optimal where no way is cheaper',
    ),
);

/** A change that would help, with what it takes. */
const recommendationSchema = component(
  'Recommendation',
  z.object({
    id: z.string().describe('equal for recommendations that say the same'),
    rung: z.enum(rungs),
    trigger,
    pool: z.string(),
    changes: listOf(change),
    moves: listOf(move),
    steps: listOf(stepSchema).describe('in an order in which each is possible; empty for repartition'),
    batches: listOf(z.object({ nodes: listOf(z.string()), moves: listOf(move) })),
    gain: z.object({
      profiles: listOf(
        z.object({
          profile: z.string(),
          asShaped: beforeAndAfter,
          reshaped: beforeAndAfter,
          repacked: beforeAndAfter,
        }),
      ),
      placeable: listOf(podKey).describe('waiting pods that then have a place'),
    }),
    disruption: z.object({ podsRestarted: count, slicesOffline: count }),
    proof,
    basis: z.object({ at: z.string().nullable(), isInferred: z.boolean() }),
  }),
);

/** What is recommended at the moment. */
export const adviceSchema = component(
  'Advice',
  z.object({
    version: z.string().nullable().describe('of the state that was searched last; null before the first search'),
    recommendations: listOf(recommendationSchema),
    undecided: listOf(z.string()).describe('what was not looked at, and why'),
    pools: listOf(
      z.object({ pool: z.string(), index: z.number(), state: z.enum(['calm', 'rising', 'crossed', 'cooling']) }),
    ).describe('how each pool stands to the threshold of fragmentation'),
  }),
);
