import { isDeepStrictEqual } from 'node:util';
import { BadInput } from '../../src/bad-input.ts';
import { counted } from '../../src/counted.ts';
import type { BenchResult } from '../result.ts';
import { assemble } from './assemble.ts';
import { type Shard, shardUnits } from './shard.ts';
import { unitCost } from './unit-cost.ts';
import { type Contender, keyOf, pairsOf, unitsOf } from './units.ts';

/** A result, and the file that it was read from. */
export interface ResultFile {
  readonly file: string;
  readonly result: BenchResult;
}

interface ShardFile extends ResultFile {
  readonly shard: Shard;
}

/** What all shards of a bench have in common. */
const COMMON = ['title', 'planned', 'bound', 'policies', 'scenarios'] as const;

/**
 * The result of a whole bench from those of its shards, or from the one file of a whole bench.
 *
 * @param options.allowMissing Whether shards or some of their replays may be missing.
 * @throws BadInput naming what is of another bench, there twice, or missing.
 */
export function mergeResults(
  files: readonly [ResultFile, ...ResultFile[]],
  contenders: readonly Contender[],
  { allowMissing }: { readonly allowMissing: boolean },
): BenchResult {
  const [{ result: whole }] = files;
  if (files.length === 1 && whole.shard === undefined) return whole;
  const [first, ...others] = files.map(asShard);
  if (first === undefined) return whole;
  const shards = [first, ...others];
  for (const other of others) refuseOther(other, first);
  refuseDoubled(shards);
  if (!allowMissing) {
    refuseMissing(shards, first.shard.of);
    refuseIncomplete(shards, contenders);
  }
  return assemble({
    title: whole.title,
    planned: whole.planned,
    bound: whole.bound,
    scenarios: whole.scenarios,
    policies: whole.policies,
    runs: shards.flatMap(({ result }) => result.runs),
    bounds: shards.flatMap(({ result }) => result.bounds),
  });
}

function asShard({ file, result }: ResultFile): ShardFile {
  if (result.shard === undefined) throw new BadInput(`${file}: is a whole bench, and no shard that could be merged`);
  return { file, result, shard: result.shard };
}

function refuseOther({ file, result, shard }: ShardFile, first: ShardFile): void {
  const differs = COMMON.find((field) => !isDeepStrictEqual(result[field], first.result[field]));
  if (differs !== undefined)
    throw new BadInput(`${file}: is of another bench than ${first.file}: "${differs}" differs`);
  if (shard.of === first.shard.of) return;
  throw new BadInput(`${file}: is one of ${counted(shard.of, 'shard')}, but ${first.file} is one of ${first.shard.of}`);
}

function refuseDoubled(shards: readonly ShardFile[]): void {
  for (const { file, shard } of shards) {
    const same = shards.filter((other) => other.shard.index === shard.index);
    if (same.length === 1) continue;
    const others = same.slice(1).map((other) => other.file);
    throw new BadInput(`${file}: is shard ${shard.index}/${shard.of}, and so is ${others.join(' and ')}`);
  }
}

function refuseMissing(shards: readonly ShardFile[], of: number): void {
  const there = new Set(shards.map(({ shard }) => shard.index));
  const missing = Array.from({ length: of }, (_, index) => index).filter((index) => !there.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => `${index}/${of}`).join(', ');
  const [noun, verb] = missing.length === 1 ? ['shard', 'is'] : ['shards', 'are'];
  throw new BadInput(`${noun} ${names} ${verb} missing; --allow-missing merges the others`);
}

/** Bounds may be missing without anything being wrong: some cannot be found. */
function refuseIncomplete(shards: readonly ShardFile[], contenders: readonly Contender[]): void {
  for (const { file, result, shard } of shards) {
    const { scenarios, policies, planned, bound, runs } = result;
    const seeds = planned / pairsOf(result, contenders).flat().length;
    if (!Number.isInteger(seeds)) throw new BadInput(`${file}: "planned" is not what this version of slicewise plans`);
    const units = unitsOf({ scenarios, policies, seeds, bound }, contenders);
    const own = shardUnits(units, shard, (unit) => unitCost(unit, scenarios)).filter(({ kind }) => kind === 'replay');
    const done = new Set(runs.map((run) => keyOf({ kind: 'replay', ...run })));
    const lacking = own.filter((unit) => !done.has(keyOf(unit))).length;
    if (lacking === 0) continue;
    throw new BadInput(
      `${file}: lacks ${lacking} of the ${own.length} replays of shard ${shard.index}/${shard.of}, as if it had been ended ` +
        'early; --allow-missing merges what there is',
    );
  }
}
