import { everyOccupancy } from '../../solver/layout/layout-table.ts';
import type { Chooser } from '../replay/chooser.ts';
import type { Fleet } from '../replay/fleet.ts';

/** The next GPU after the one used last that has room, there the lowest start. */
export function createRoundRobinChooser(fleet: Fleet): Chooser {
  const { table } = fleet;
  const withRoom = table.model.profiles.map(({ ordinal }) =>
    everyOccupancy(table).filter((occupancy) => table.spare(occupancy, ordinal) > 0),
  );
  let next = 0;

  /** The first GPU with room from one on. */
  const firstFrom = (profile: number, from: number): number => {
    let first = fleet.gpus;
    for (const occupancy of withRoom[profile] ?? []) {
      const gpu = fleet.count(occupancy) === 0 ? -1 : fleet.lowest(occupancy, from);
      if (gpu >= 0 && gpu < first) first = gpu;
    }
    return first;
  };

  return {
    choose(profile) {
      const ahead = firstFrom(profile, next);
      const gpu = ahead < fleet.gpus ? ahead : firstFrom(profile, 0);
      if (gpu === fleet.gpus) return undefined;
      next = (gpu + 1) % fleet.gpus;
      const occupancy = fleet.occupancyOf(gpu);
      const placement = table.model.placements.find(
        (each) => each.profile.ordinal === profile && table.after(occupancy, each) !== undefined,
      );
      return placement === undefined ? undefined : { gpu, placement };
    },
  };
}
