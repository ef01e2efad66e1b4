import { clairvoyantBound } from '../bounds/clairvoyant.ts';
import { replay } from '../replay/replay.ts';
import type { Scenario } from '../scenario.ts';
import { createWorkload } from '../workload/create-workload.ts';
import type { Workload } from '../workload/workload.ts';
import type { Answer } from './run-units.ts';
import { streamOf, type Unit } from './units.ts';

/** Makes the function that works off one unit after the other. The requests of the last one are kept for the next. */
export function createAnswerer(scenarios: readonly Scenario[]): (unit: Unit) => Promise<Answer> {
  let latest: { readonly stream: string; readonly workload: Workload } | undefined;

  function workloadOf(scenario: Scenario, unit: Unit): Workload {
    const stream = streamOf(unit);
    if (latest?.stream !== stream) latest = { stream, workload: createWorkload(scenario, unit.seed) };
    return latest.workload;
  }

  return async (unit) => {
    const { scenario: index, seed } = unit;
    const scenario = scenarios[index];
    if (scenario === undefined) throw new Error(`there is no scenario ${index}`);
    const workload = workloadOf(scenario, unit);
    switch (unit.kind) {
      case 'replay': {
        const { policy } = unit;
        const outcome = replay(scenario, policy, workload, seed);
        return { kind: 'run', run: { scenario: index, policy, seed, outcome } };
      }
      case 'bound': {
        const found = await clairvoyantBound(workload, scenario.fleet.gpus);
        if (found.kind === 'unknown') return found;
        const { askedSlices, acceptedSlices } = found;
        return { kind: 'bound', bound: { scenario: index, seed, askedSlices, acceptedSlices } };
      }
    }
  };
}
