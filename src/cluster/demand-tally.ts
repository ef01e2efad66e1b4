import type { Demand } from '../../solver/placement/demand.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Pod } from './pod.ts';

const HOUR_MS = 3600 * 1000;
const HALF_LIFE_HOURS = 24;

/** A node of eight GPUs full of the smallest profile: no single pod shows more demand, whatever it asks for. */
export const MOST_OF_ONE_POD = 56;

/**
 * The demand that a cluster's pods show: every pod counts as one arrival per instance it asks for, whatever became of
 * it, halved for each day between the hours in which it and the newest pod were created; a pending pod counts in full.
 * There is no clock in it, so the same pods always show the same demand; and only whole numbers are added up, so that it
 * does not matter in which order pods came and went.
 */
export interface DemandTally {
  /** @param single Profile that `nvidia.com/gpu` stands for on the pod's node, if it stands for one. */
  add(pod: Pod, single: string | undefined): void;
  /** Takes back what `add` did, given the same pod and profile. */
  remove(pod: Pod, single: string | undefined): void;
  demand(): Demand;
}

/** Makes an empty tally. */
export function createDemandTally(): DemandTally {
  const pending = new Map<string, number>();
  const byHour = new Map<number, { pods: number; readonly instances: Map<string, number> }>();
  /** What all hours but the newest show, weighed; undefined where one of them has changed. Most pods are new ones. */
  let older: { readonly newest: number; readonly demand: Demand } | undefined;

  const count = (pod: Pod, single: string | undefined, sign: 1 | -1): void => {
    const hour = Math.floor(pod.createdAt / HOUR_MS);
    if (hour !== older?.newest) older = undefined;
    const arrivals = byHour.get(hour) ?? { pods: 0, instances: new Map<string, number>() };
    arrivals.pods += sign;
    if (arrivals.pods === 0) byHour.delete(hour);
    else byHour.set(hour, arrivals);
    const isPending = pod.node === undefined && !pod.isFinished;
    for (const { profile, instances } of instancesAsked(pod, single)) {
      bump(isPending ? pending : arrivals.instances, profile, sign * instances);
    }
  };

  const weighOlder = (): NonNullable<typeof older> => {
    const [newest = 0, ...hours] = [...byHour.keys()].sort((a, b) => b - a);
    const demand = new Map<string, number>();
    for (const hour of hours) {
      const weight = 0.5 ** ((newest - hour) / HALF_LIFE_HOURS);
      for (const [profile, number] of byHour.get(hour)?.instances ?? []) addTo(demand, profile, weight * number);
    }
    return { newest, demand };
  };

  return {
    add: (pod, single) => count(pod, single, 1),
    remove: (pod, single) => count(pod, single, -1),
    demand() {
      if (older === undefined || !byHour.has(older.newest)) older = weighOlder();
      const demand = new Map(pending);
      for (const counts of [byHour.get(older.newest)?.instances ?? [], older.demand]) {
        for (const [profile, number] of counts) addTo(demand, profile, number);
      }
      return new Map([...demand].sort(([a], [b]) => compareText(a, b)));
    },
  };
}

function addTo(demand: Map<string, number>, profile: string, number: number): void {
  demand.set(profile, (demand.get(profile) ?? 0) + number);
}

function bump(counts: Map<string, number>, profile: string, by: number): void {
  const count = (counts.get(profile) ?? 0) + by;
  if (count === 0) counts.delete(profile);
  else counts.set(profile, count);
}

function instancesAsked(
  { gpus }: Pod,
  single: string | undefined,
): readonly { readonly profile: string; readonly instances: number }[] {
  const named = gpus.instances.flatMap(({ profile, count }) =>
    profile === undefined ? [] : [{ profile, instances: Math.min(count, MOST_OF_ONE_POD) }],
  );
  if (single === undefined || gpus.devices === 0) return named;
  return [...named, { profile: single, instances: Math.min(gpus.devices, MOST_OF_ONE_POD) }];
}
