import { fits, repackedHeadroom } from '../../solver/headroom/fit.ts';
import type { Workload } from '../workload/workload.ts';
import { gpusNeeded, slicesOf } from './fleet-measure.ts';
import { type Host, NOTHING_DONE } from './host.ts';

/**
 * The repack oracle: places a request whenever all instances fit together under any arrangement, as if pods could be moved at
 * no cost and without limit. What it cannot place, no one can without knowing the future. It has counts and no layout.
 */
export function createRepackHost(workload: Workload, gpus: number): Host {
  const { model, profile, shares } = workload;
  const used = model.profiles.map(() => 0);
  return {
    place(request, now) {
      const ordinal = profile[request] ?? 0;
      used[ordinal] = (used[ordinal] ?? 0) + 1;
      if (fits(model, used, gpus)) return now;
      used[ordinal] = (used[ordinal] ?? 0) - 1;
      return undefined;
    },
    leave(request) {
      const ordinal = profile[request] ?? 0;
      used[ordinal] = (used[ordinal] ?? 0) - 1;
    },
    tally: NOTHING_DONE,
    get usedSlices() {
      return slicesOf(model, used);
    },
    state() {
      const repacked = model.profiles.map((each) => repackedHeadroom(model, used, gpus, each));
      const free = gpus * model.memorySlices - slicesOf(model, used);
      const unusable = model.profiles.map(({ memory, ordinal }) => free - memory * (repacked[ordinal] ?? 0));
      const needed = gpusNeeded(model, used, gpus);
      return {
        usedSlices: slicesOf(model, used),
        gpusActive: needed,
        gpusNeeded: needed,
        asShaped: repacked,
        reshaped: repacked,
        repacked,
        stranded: unusable.reduce((sum, slices, ordinal) => sum + (shares[ordinal] ?? 0) * slices, 0),
        dead: Math.min(...unusable),
        fragmentation: 0,
        mfiSeverity: null,
        migbenchPhysical: null,
        migbenchStranded: null,
        contention: 0,
      };
    },
  };
}
