import { everyOccupancy, type Occupancy } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import type { Random } from '../cluster/random.ts';
import type { Chooser } from '../replay/chooser.ts';
import type { Fleet } from '../replay/fleet.ts';

/** Picks one of all free windows of the profile on all GPUs, each as likely as any other. */
export function createRandomChooser(fleet: Fleet, random: Random): Chooser {
  const { table } = fleet;
  const rooms = table.model.profiles.map((profile) => {
    const legal = table.model.placements.filter((placement) => placement.profile === profile);
    return everyOccupancy(table)
      .map((occupancy): [Occupancy, readonly Placement[]] => [
        occupancy,
        legal.filter((placement) => table.after(occupancy, placement) !== undefined),
      ])
      .filter(([, free]) => free.length > 0);
  });
  return {
    choose(profile) {
      const room = rooms[profile] ?? [];
      const windows = room.reduce((sum, [occupancy, free]) => sum + fleet.count(occupancy) * free.length, 0);
      if (windows === 0) return undefined;
      let left = random.below(windows);
      for (const [occupancy, free] of room) {
        const here = fleet.count(occupancy) * free.length;
        const placement = free[left % free.length];
        if (left < here && placement !== undefined) {
          return { gpu: fleet.nth(occupancy, Math.floor(left / free.length)), placement };
        }
        left -= here;
      }
      return undefined;
    },
  };
}
