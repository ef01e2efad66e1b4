import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { TraceWorkload } from '../scenario.ts';

/** The most memory slices that requests of a trace hold at a time if each is placed when it comes. */
export function peakSlices({ at, lifetime, profile }: TraceWorkload, model: GpuModel): number {
  const memory = new Map<string, number>(model.profiles.map((each) => [each.name, each.memory]));
  const changes = at.flatMap((time, request) => {
    const slices = memory.get(profile[request] ?? '') ?? 0;
    return [
      { time, slices },
      { time: time + (lifetime[request] ?? 0), slices: -slices },
    ];
  });
  let used = 0;
  let most = 0;
  // At equal times requests leave before others come.
  for (const { slices } of changes.toSorted((a, b) => a.time - b.time || a.slices - b.slices)) {
    used += slices;
    most = Math.max(most, used);
  }
  return most;
}
