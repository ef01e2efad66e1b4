import type { NamedScenario } from '../result.ts';
import type { FleetSpec, ModeSpec, WorkloadSpec } from '../scenario.ts';

/** A fleet, its modes, and all that is asked of it. */
export interface Ground {
  readonly fleet: FleetSpec;
  readonly modes: readonly ModeSpec[];
  readonly workloads: readonly WorkloadSpec[];
}

/** Grounds, and sentences about what was assumed to make them. */
export interface Grounds {
  readonly grounds: readonly Ground[];
  readonly notes: readonly string[];
}

/** Every workload on its fleet in every mode, each with a name that no other has. */
export function scenariosOf(
  grounds: readonly Ground[],
  { queue }: { readonly queue: boolean },
): readonly NamedScenario[] {
  const models = new Set(grounds.map(({ fleet }) => fleet.model));
  const modes = new Set(grounds.flatMap((ground) => ground.modes).map((mode) => modeWords(mode).join()));
  return grounds.flatMap(({ fleet, ...ground }) =>
    ground.workloads.flatMap((workload) =>
      ground.modes.map((mode) => ({
        name: [
          ...workloadWords(workload),
          `${fleet.gpus} ${models.size > 1 ? `${fleet.model} ` : ''}GPUs`,
          ...(modes.size > 1 ? modeWords(mode) : []),
        ].join(', '),
        scenario: { fleet, workload, mode, queue },
      })),
    ),
  );
}

function workloadWords(workload: WorkloadSpec): readonly string[] {
  return workload.kind === 'trace' ? [workload.name] : [workload.mix.name, `load ${workload.load}`];
}

function modeWords(mode: ModeSpec): readonly string[] {
  if (mode.kind === 'carve') return ['carve'];
  const { layouts, kubelet, recutAfter } = mode;
  return [
    layouts.kind === 'given' ? 'captured layouts' : layouts.kind,
    ...(recutAfter === undefined ? [] : [`recut after ${recutAfter}`]),
    ...(kubelet === 'any' ? [] : [kubelet]),
  ];
}
