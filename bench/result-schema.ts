import { z } from 'zod';
import { gpuModels } from '../solver/model/catalogue.ts';
import type { Outcome, Run, State } from './replay/outcome.ts';
import type { BenchResult } from './result.ts';
import { ARRIVAL_ORDERS, type Scenario } from './scenario.ts';

/** Schemas of what `bench/result.ts` and `bench/scenario.ts` declare; the types hold them to it. */

const count = z.int().min(0);
const amount = z.number().min(0);
const name = z.string().min(1);
const amounts = z.array(amount).readonly();
const counts = z.array(count).readonly();

const lifetimes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['exponential', 'deterministic']) }),
  z.strictObject({ kind: z.literal('lognormal'), sigma: amount }),
  z.strictObject({ kind: z.literal('resampled'), name: z.string(), values: amounts }),
]);

const workload = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('generated'),
    order: z.enum(ARRIVAL_ORDERS),
    mix: z.strictObject({ name, shares: z.record(z.string(), amount) }),
    load: amount,
    lifetimes,
    warmUp: amount,
    counted: amount,
    bandwidthHigh: amount.max(1),
  }),
  z.strictObject({
    kind: z.literal('trace'),
    name: z.string(),
    at: amounts,
    lifetime: amounts,
    profile: z.array(name).readonly(),
    pod: counts,
    warmUp: amount,
  }),
]);

const layouts = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['all-balanced', 'tuned']) }),
  z.strictObject({
    kind: z.literal('given'),
    name: z.string(),
    gpus: z.array(z.array(name).readonly()).readonly(),
  }),
]);

const mode = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('carve') }),
  z.strictObject({
    kind: z.literal('static'),
    layouts,
    kubelet: z.enum(['any', 'distributed', 'packed']),
    recutAfter: amount.exactOptional(),
  }),
]);

const scenario = z.strictObject({
  fleet: z.strictObject({
    model: z.enum(gpuModels.map((model) => model.name as string)),
    gpus: count.min(1),
    gpusPerNode: count.min(1),
  }),
  workload,
  mode,
  queue: z.boolean(),
}) satisfies z.ZodType<Scenario>;

const state = z.strictObject({
  usedSlices: amount,
  gpusActive: amount,
  gpusNeeded: amount,
  asShaped: amounts,
  reshaped: amounts,
  repacked: amounts,
  stranded: amount,
  dead: amount,
  fragmentation: z.number(),
  mfiSeverity: z.number().nullable(),
  migbenchPhysical: z.number().nullable(),
  migbenchStranded: z.number().nullable(),
  contention: amount,
}) satisfies z.ZodType<State>;

const outcome = z.strictObject({
  asked: counts,
  accepted: counts,
  firstRejection: z.strictObject({ time: amount, slicesUsed: amount }).exactOptional(),
  moves: count,
  movedSlices: count,
  recuts: count,
  destroyed: count,
  mean: state,
  samples: z.array(z.strictObject({ time: amount, state })).readonly(),
  waits: z
    .array(z.strictObject({ placed: count, stillWaiting: count, p50: amount, p95: amount }))
    .readonly()
    .exactOptional(),
}) satisfies z.ZodType<Outcome>;

const run = z.strictObject({ scenario: count, policy: name, seed: count, outcome }) satisfies z.ZodType<Run>;

/** A bench's result as it stands in a file. Fields that are not known are refused: they would be lost in a merge. */
export const benchResultSchema = z.strictObject({
  kind: z.literal('slicewise-bench'),
  version: z.literal(2),
  title: z.string(),
  planned: count,
  bound: z.boolean(),
  shard: z.strictObject({ index: count, of: count.min(1) }).exactOptional(),
  scenarios: z.array(z.strictObject({ name: z.string(), scenario })).readonly(),
  policies: z.array(name).readonly(),
  runs: z.array(run).readonly(),
  bounds: z
    .array(z.strictObject({ scenario: count, seed: count, askedSlices: amount, acceptedSlices: amount }))
    .readonly(),
}) satisfies z.ZodType<BenchResult>;
