import { availableParallelism } from 'node:os';
import { contenders } from '../contenders.ts';
import { createCollector } from './collector.ts';
import { makePlan } from './make-plan.ts';
import type { BenchOptions } from './options.ts';
import { showBenchProgress } from './progress.ts';
import { runUnits, UnitFailure } from './run-units.ts';
import { shardUnits } from './shard.ts';
import { catchInterruption } from './signals.ts';
import { unitCost } from './unit-cost.ts';
import { type Plan, type Unit, unitsOf } from './units.ts';
import { checkWritable, writeResult } from './write-result.ts';

/**
 * Runs `slicewise bench`. A signal ends it early, and so does a replay that fails: what is finished is written all the same,
 * and the exit status tells the signal, or is 1.
 *
 * @param worker The module that a thread runs; a test may bring its own.
 * @throws BadInput where options make no sense, or a file cannot be read or written.
 */
export async function runBench(options: BenchOptions, worker?: URL): Promise<void> {
  const { title, plan, notes } = await makePlan(options, contenders);
  const { shard, outputFile, output = shard === undefined ? 'text' : 'json' } = options;
  if (outputFile !== undefined) await checkWritable(outputFile);
  const all = unitsOf(plan, contenders);
  const units = shard === undefined ? all : shardUnits(all, shard, (unit) => unitCost(unit, plan.scenarios));
  const collector = createCollector({ title, plan, all, units, shard });
  const progress = options.quiet === true ? undefined : showBenchProgress();
  const interruption = catchInterruption();
  for (const note of notes) process.stderr.write(`${note}\n`);
  let failure: UnitFailure | undefined;
  try {
    await runUnits({
      scenarios: plan.scenarios.map(({ scenario }) => scenario),
      units,
      ...(worker === undefined ? {} : { worker }),
      jobs: options.jobs ?? availableParallelism(),
      signal: interruption.signal,
      onAnswer(unit, answer) {
        collector.add(unit, answer);
        progress?.update(collector.standing());
      },
    });
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    failure = error;
  } finally {
    progress?.clear();
    interruption.release();
  }
  for (const reason of collector.unknownBounds()) process.stderr.write(`A bound is not known: ${reason}\n`);
  if (failure !== undefined) {
    process.stderr.write(`slicewise: ${nameOf(failure.unit, plan)} failed: ${failure.message}\n`);
  }
  const result = collector.result();
  await writeResult(result, { output, outputFile });
  const status = failure === undefined ? interruption.status() : 1;
  if (status === undefined) return;
  process.stderr.write(`slicewise: ended early, with ${result.runs.length} of ${collector.standing().total} replays\n`);
  process.exitCode = status;
}

/** `the replay of uniform, load 0.85, 100 GPUs with phi, seed 3,`. */
function nameOf(unit: Unit, { scenarios }: Plan): string {
  const name = scenarios[unit.scenario]?.name;
  if (unit.kind === 'bound') return `the bound of ${name}, seed ${unit.seed},`;
  return `the replay of ${name} with ${unit.policy}, seed ${unit.seed},`;
}
