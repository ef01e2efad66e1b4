import { BadInput } from '../../src/bad-input.ts';
import { buildCluster } from '../../src/cluster/build-cluster.ts';
import { readSnapshot } from '../../src/cluster/snapshot.ts';
import { fleetModel } from '../workload/fleet-model.ts';
import { type SnapshotBase, scenariosFromCluster } from '../workload/snapshot-scenarios.ts';
import { modeSpecs } from './mode-specs.ts';
import type { Ground, Grounds } from './scenarios.ts';
import type { Settings } from './settings.ts';
import { workloadSpecs } from './workload-specs.ts';

/**
 * The fleets of a captured cluster, each in its own mode with the mix and the load that it has, unless others are asked for.
 *
 * @throws BadInput where the file cannot be read, or has no GPU that could be replayed.
 */
export async function capturedGrounds(file: string, settings: Settings): Promise<Grounds> {
  const { bases, notes } = scenariosFromCluster(buildCluster(await readSnapshot(file)));
  const model = settings.model === undefined ? undefined : fleetModel(settings.model).name;
  const wanted = bases.filter(({ fleet }) => model === undefined || fleet.model === model);
  if (wanted.length === 0) {
    const which = model === undefined ? '' : ` ${model}`;
    throw new BadInput(`${file}: has no usable${which} GPU in MIG mode`);
  }
  const each = wanted.map((base) => groundOf(base, settings));
  return {
    grounds: each.map(({ ground }) => ground),
    notes: [...new Set([...notes, ...each.flatMap((its) => its.notes)])],
  };
}

function groundOf(
  base: SnapshotBase,
  settings: Settings,
): { readonly ground: Ground; readonly notes: readonly string[] } {
  const { name, fleet, mode, mix } = base;
  // Three digits are more than a moment's load tells, and names show all that there are.
  const load = Number(base.load.toPrecision(3));
  const { workloads, notes } = workloadSpecs(fleetModel(fleet.model), settings, { mix, load });
  const captured = mode.kind === 'static' ? mode.layouts : undefined;
  const modes = modeSpecs(settings.mode ?? mode.kind, settings, captured);
  return { ground: { fleet, modes, workloads }, notes: [...base.notes.map((note) => `${name}: ${note}`), ...notes] };
}
