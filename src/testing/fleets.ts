import { reportFragmentation } from '../advisor/fragmentation.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type Fleet, fleetOf, type MigGpu } from '../web/client/fleet.ts';
import { type Marking, markingOf } from '../web/client/marking.ts';
import { WIRE_MODELS, wireNode } from '../web/live/node-text.ts';
import { wirePools } from '../web/live/wire-pools.ts';

/** The fleet that a page makes of what it is told of a cluster. */
export function fleetFrom(cluster: Cluster): Fleet {
  const told = cluster.nodes.filter(({ gpus }) => gpus.length > 0).map((node) => wireNode(node, {}));
  return fleetOf(WIRE_MODELS, JSON.parse(JSON.stringify(told)));
}

/** What a page marks in a cluster, given the profile that is looked at in each pool. */
export function markingFrom(cluster: Cluster, focus: ReadonlyMap<string, string>): Marking {
  return markingOf(fleetFrom(cluster), wirePools(reportFragmentation(cluster)), focus);
}

/** The GPUs of a fleet that are in MIG mode. */
export function migGpusOf(fleet: Fleet): readonly MigGpu[] {
  return [...fleet.nodes.values()].flatMap(({ gpus }) => gpus.flatMap((gpu) => (gpu.kind === 'mig' ? [gpu] : [])));
}
