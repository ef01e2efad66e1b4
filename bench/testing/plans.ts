import type { Contender, Plan } from '../command/units.ts';
import type { Outcome } from '../replay/outcome.ts';
import type { NamedScenario } from '../result.ts';
import type { ModeSpec } from '../scenario.ts';

/** One who decides in every mode, and one who does in static mode only. */
export const TWO_CONTENDERS: readonly Contender[] = [
  { name: 'phi', modes: ['carve', 'static'] },
  { name: 'kube', modes: ['static'] },
];

/** What a plan is made from; the rest is the same in all. */
interface PlanParts {
  readonly modes?: readonly ModeSpec['kind'][];
  readonly policies?: readonly string[];
  readonly seeds?: number;
  readonly bound?: boolean;
}

/** A plan with one scenario for each mode, on one GPU more each time. */
export function plan({ modes = ['carve'], policies = ['phi'], seeds = 1, bound = false }: PlanParts): Plan {
  return { scenarios: modes.map((mode, index) => scenario(mode, index + 1)), policies, seeds, bound };
}

function scenario(mode: ModeSpec['kind'], gpus: number): NamedScenario {
  return {
    name: `${gpus} GPUs, ${mode}`,
    scenario: {
      fleet: { model: 'A100-40GB', gpus, gpusPerNode: 8 },
      workload: {
        kind: 'generated',
        order: 'poisson',
        mix: { name: 'sevens', shares: { '7g.40gb': 1 } },
        load: 0.5,
        lifetimes: { kind: 'exponential' },
        warmUp: 1,
        counted: 2,
        bandwidthHigh: 0,
      },
      mode: mode === 'carve' ? { kind: mode } : { kind: mode, layouts: { kind: 'tuned' }, kubelet: 'any' },
      queue: false,
    },
  };
}

/** An outcome that tells nothing but a number. */
export function outcome(asked: number): Outcome {
  return {
    asked: [asked],
    accepted: [0],
    moves: 0,
    movedSlices: 0,
    recuts: 0,
    destroyed: 0,
    mean: {
      usedSlices: 0,
      gpusActive: 0,
      gpusNeeded: 0,
      asShaped: [0],
      reshaped: [0],
      repacked: [0],
      stranded: 0,
      dead: 0,
      fragmentation: 0,
      mfiSeverity: 0,
      migbenchPhysical: 0,
      migbenchStranded: 0,
      contention: 0,
    },
    samples: [],
  };
}
