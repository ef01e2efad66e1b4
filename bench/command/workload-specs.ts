import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { BadInput } from '../../src/bad-input.ts';
import type { Mix, WorkloadSpec } from '../scenario.ts';
import { parseMix } from '../workload/parse-mix.ts';
import { readTrace } from '../workload/trace-file.ts';
import { lifetimeLaw } from './lifetime-law.ts';
import type { Settings } from './settings.ts';

/** Workloads, and sentences about what was assumed to make them. */
export interface WorkloadSpecs {
  readonly workloads: readonly WorkloadSpec[];
  readonly notes: readonly string[];
}

/** What a captured fleet was asked for. */
export interface Observed {
  readonly mix: Mix;
  readonly load: number;
}

/** Said of a trace that is replayed on more than one seed. */
const SHUFFLED = 'Seed 0 is the trace in its own order; every other seed shuffles which pod comes when.';

/**
 * What settings ask of a fleet of a model: the requests of the trace, or else every mix at every load.
 *
 * @throws BadInput naming an unknown mix or profile, or a file that cannot be read.
 */
export function workloadSpecs(model: GpuModel, settings: Settings, observed?: Observed): WorkloadSpecs {
  const { trace, traceGpuMemory, seeds, order, warmUp, counted, bandwidthHigh } = settings;
  if (trace !== undefined) {
    const { workload, notes } = readTrace(trace, { model, gpuGB: traceGpuMemory });
    return { workloads: [{ ...workload, warmUp }], notes: seeds > 1 ? [...notes, SHUFFLED] : notes };
  }
  const mixes = settings.mixes.map((text) => mixOf(model, text));
  const lifetimes = lifetimeLaw(settings.lifetimes);
  const workloads = listOr(mixes, observed?.mix).flatMap((mix) =>
    listOr(settings.loads, observed?.load).map(
      (load): WorkloadSpec => ({ kind: 'generated', order, mix, load, lifetimes, warmUp, counted, bandwidthHigh }),
    ),
  );
  return { workloads, notes: [] };
}

function mixOf(model: GpuModel, text: string): Mix {
  const mix = parseMix(model, text);
  if (!mix.ok) throw new BadInput(`--mix: ${mix.error}`);
  return mix.value;
}

function listOr<T>(asked: readonly T[], observed: T | undefined): readonly T[] {
  return asked.length > 0 || observed === undefined ? asked : [observed];
}
