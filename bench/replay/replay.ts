import { carveContenders } from '../contenders/carve-contenders.ts';
import type { Contender } from '../contenders/contender.ts';
import { staticContenders } from '../contenders/static-contenders.ts';
import type { Scenario } from '../scenario.ts';
import type { Workload } from '../workload/workload.ts';
import { playEvents } from './event-loop.ts';
import type { Outcome } from './outcome.ts';

/** Everybody who can decide in a mode. */
export function contendersIn(mode: Scenario['mode']): readonly Contender[] {
  return mode.kind === 'carve' ? carveContenders : staticContenders;
}

/**
 * Plays the requests of a scenario against a policy. The same arguments give the same outcome on every machine.
 *
 * @param workload What `createWorkload` makes of the scenario and the seed: the same for every policy.
 * @throws RangeError where nobody of that name decides in the scenario's mode.
 */
export function replay({ fleet, mode, queue }: Scenario, policy: string, workload: Workload, seed: number): Outcome {
  const contender = contendersIn(mode).find(({ name }) => name === policy);
  if (contender === undefined) throw new RangeError(`no policy "${policy}" decides in ${mode.kind} mode`);
  return playEvents(workload, contender.createHost({ workload, fleet, mode, seed }), { queue });
}
