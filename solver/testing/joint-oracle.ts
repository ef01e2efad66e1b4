import { EMPTY, type Occupancy } from '../layout/layout-table.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import type { Request } from '../node/node-shape.ts';
import { addKeys, compareKeys, type PlacementKey, ZERO_KEY } from '../placement/policy.ts';
import type { Rater } from '../placement/rater.ts';

interface Tried {
  readonly key: PlacementKey;
  /** GPU and ordinal of each instance. */
  readonly at: readonly (readonly [number, number])[];
}

/**
 * Every way to place the instances, each on any GPU at any start: the smallest key, of those the one that comes first.
 * Instances of one profile are placed in ascending order only, since they are the same to anyone.
 */
export function bestByBruteForce(gpus: readonly GpuShape[], asked: Request, rater: Rater): Tried | undefined {
  const instances = asked.flatMap(({ profile, count }) => Array.from({ length: count }, () => profile));
  let best: Tried | undefined;
  const place = (index: number, occupancies: readonly Occupancy[], at: Tried['at']): void => {
    const name = instances[index];
    if (name === undefined) {
      const key = keyOf(gpus, at, rater);
      const order = best === undefined ? -1 : compareKeys(key, best.key);
      if (
        best === undefined ||
        order < 0 ||
        (order === 0 && rankOf(gpus, asked, at, rater) < rankOf(gpus, asked, best.at, rater))
      ) {
        best = { key, at };
      }
      return;
    }
    const [lastGpu, lastOrdinal] = (name === instances[index - 1] ? at.at(-1) : undefined) ?? [-1, -1];
    gpus.forEach(({ table }, gpuIndex) => {
      for (const placement of table.model.placements) {
        const isLater = gpuIndex > lastGpu || (gpuIndex === lastGpu && placement.ordinal > lastOrdinal);
        const after = table.after(occupancies[gpuIndex] ?? EMPTY, placement);
        if (placement.profile.name !== name || after === undefined || !isLater) continue;
        place(index + 1, occupancies.with(gpuIndex, after), [...at, [gpuIndex, placement.ordinal]]);
      }
    });
  };
  place(
    0,
    gpus.map(({ occupancy }) => occupancy),
    [],
  );
  return best;
}

/** Sorts the ways: GPU by GPU, more of the earlier items first, then the starts that the policy prefers, then the lower ones. */
export function rankOf(gpus: readonly GpuShape[], asked: Request, at: Tried['at'], rater: Rater): string {
  return gpus
    .map(({ table, occupancy }, index) => {
      const here = at.filter(([gpuIndex]) => gpuIndex === index).map(([, ordinal]) => ordinal);
      let [now, startOrder] = [occupancy, 0];
      for (const ordinal of here) {
        const placement = table.model.placements[ordinal];
        if (placement === undefined) continue;
        startOrder += rater.of(table.model).startOrder(now, placement);
        now = table.after(now, placement) ?? now;
      }
      const counts = asked.map(
        ({ profile }) => 9 - here.filter((ordinal) => table.model.placements[ordinal]?.profile.name === profile).length,
      );
      return `${counts.join('')} ${5e6 + startOrder} ${here.map((ordinal) => String(ordinal).padStart(2, '0')).join(' ')}`;
    })
    .join(';');
}

/** The keys of instances on each GPU, added in catalogue order of the request's profiles and starts. */
function keyOf(gpus: readonly GpuShape[], taken: readonly (readonly [number, number])[], rater: Rater): PlacementKey {
  let key = ZERO_KEY;
  gpus.forEach(({ table, occupancy }, index) => {
    let at = occupancy;
    for (const [gpuIndex, ordinal] of taken) {
      const placement = table.model.placements[ordinal];
      if (gpuIndex !== index || placement === undefined) continue;
      key = addKeys(key, rater.of(table.model).key(at, placement));
      at = table.after(at, placement) ?? at;
    }
  });
  return key;
}
