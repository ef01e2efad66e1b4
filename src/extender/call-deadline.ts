import type { Pod } from '../cluster/pod.ts';

/**
 * Time that one call may spend on judging nodes for a large request, in milliseconds. kube-scheduler schedules nothing
 * else meanwhile, and gives up after 5 s by default.
 */
const MOST_MS = 1000;

/** Instances up to which every node is judged, whatever it takes: the exact search is made for that many. */
const MOST_INSTANCES = 8;

/** Until when nodes may be judged for this pod in a call that begins now. */
export function callDeadline({ gpus }: Pod, now: number): number {
  const instances = gpus.instances.reduce((sum, { count }) => sum + count, gpus.devices);
  return instances > MOST_INSTANCES ? now + MOST_MS : Number.POSITIVE_INFINITY;
}
