import type { Run } from '../replay/outcome.ts';
import type { BenchResult, Bound } from '../result.ts';
import { assemble } from './assemble.ts';
import type { Standing } from './progress-line.ts';
import type { Answer } from './run-units.ts';
import type { Shard } from './shard.ts';
import { unitCost } from './unit-cost.ts';
import type { Plan, Unit } from './units.ts';

/** Gathers answers as they come. */
export interface Collector {
  add(unit: Unit, answer: Answer): void;
  standing(): Omit<Standing, 'elapsedMs'>;
  /** Why bounds are missing that were asked for; nothing where none is. */
  unknownBounds(): readonly string[];
  /** What is finished. */
  result(): BenchResult;
}

/** What is asked, all of it, and the units of it that are to be collected here. */
export interface Collected {
  readonly title: string;
  readonly plan: Plan;
  readonly all: readonly Unit[];
  readonly units: readonly Unit[];
  readonly shard: Shard | undefined;
}

/** Makes a collector of the answers to units. */
export function createCollector({ title, plan, all, units, shard }: Collected): Collector {
  const { scenarios, policies, bound } = plan;
  const runs: Run[] = [];
  const bounds: Bound[] = [];
  const unknown = new Set<string>();
  const planned = countReplays(all);
  const total = countReplays(units);
  const work = units.reduce((sum, unit) => sum + unitCost(unit, scenarios), 0);
  let done = 0;
  return {
    add(unit, answer) {
      if (answer.kind === 'run') runs.push(answer.run);
      else if (answer.kind === 'bound') bounds.push(answer.bound);
      else unknown.add(answer.reason);
      done += unitCost(unit, scenarios);
    },
    standing: () => ({ done: runs.length, total, share: done / work }),
    unknownBounds: () => [...unknown].toSorted(),
    result: () =>
      assemble({ title, planned, bound, ...(shard === undefined ? {} : { shard }), scenarios, policies, runs, bounds }),
  };
}

function countReplays(units: readonly Unit[]): number {
  return units.filter(({ kind }) => kind === 'replay').length;
}
