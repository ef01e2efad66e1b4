import { bitCount } from '../model/bit-count.ts';
import type { GpuModel, Placement } from '../model/gpu-model.ts';
import { longestRun } from './bit-run.ts';

/** MIGBench's two measures of one GPU, from 0, nothing is lost, to 1. Both are 0 on a GPU without a free slot. */
export interface MigBenchMeasures {
  /** Free slots outside the longest run of them, as a share of the free ones. */
  readonly physical: number;
  /** Free slots that no set of instances could cover at once, as a share of the free ones. */
  readonly stranded: number;
}

/**
 * Measures one GPU as MIGBench does (github.com/dynamia-ai/migbench, internal/simulator/simulator.go). Its slots are
 * compute slices: an instance takes as many as it has, from its start on, and memory is a sum apart from them. So a 3g at 0
 * and a 3g at 4 leave slot 3 free and no memory for it: stranded. MIGBench averages over all GPUs, full ones included, and
 * over time.
 *
 * Its search for the instances that cover the most has a closed form: the smallest profile starts at every slot, and no
 * profile has less memory for a slot than that one, so that covered is the smaller of free slots and what memory is left for.
 */
export function migBenchMeasures(model: GpuModel, used: readonly Placement[]): MigBenchMeasures {
  const perSlot = model.profiles.reduce((least, { memory }) => Math.min(least, memory), model.memorySlices);
  let free = 2 ** model.computeSlices - 1;
  let memory = model.memorySlices;
  for (const { start, profile } of used) {
    free &= ~((2 ** profile.compute - 1) << (start / perSlot));
    memory -= profile.memory;
  }
  const slots = bitCount(free);
  if (slots === 0) return { physical: 0, stranded: 0 };
  const covered = Math.min(slots, Math.floor(memory / perSlot));
  return { physical: (slots - longestRun(free)) / slots, stranded: (slots - covered) / slots };
}
