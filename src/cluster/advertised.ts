import type { Geometry, GpuModel } from '../../solver/model/gpu-model.ts';
import type { Product } from '../../solver/model/product-label.ts';
import { isMigResource, profileOf, profileOfResource, resourceOf } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { NodeFacts } from './node-facts.ts';

/** What a kubelet advertises of a node's GPUs, in instances (time-slicing taken out). */
export interface Advertised {
  /** True where MIG devices are advertised, under names of their own or, by strategy `single`, as `nvidia.com/gpu`. */
  readonly isMig: boolean;
  /** Instances per profile; fails with a sentence where one of them is no profile of the model. */
  readonly total: Result<Geometry>;
  /** Whole GPUs. */
  readonly devices: number;
  /** Pods that may share an instance, by profile name, where that is more than one. */
  readonly replicas: ReadonlyMap<string, number>;
}

const DEVICE = 'nvidia.com/gpu';

/** Most nodes share nothing: one empty map for all of them. */
const NO_REPLICAS: Advertised['replicas'] = new Map();

/**
 * Reads the advertised counts, for a product whose model is known; the labels `….replicas` of GPU feature discovery tell
 * how many pods share one instance.
 */
export function advertisedInstances(node: NodeFacts, product: Product): Advertised {
  const { model, single } = product;
  const counts = model.profiles.map(() => 0);
  const replicas = new Map<string, number>();
  const failures: string[] = [];
  const add = (name: string, resource: string, amount: number): void => {
    const profile = profileOf(model, name);
    if (!profile.ok) {
      failures.push(`${resource}: ${profile.error}`);
      return;
    }
    const shares = replicasOf(node, single === undefined ? resourceOf(profile.value.name) : DEVICE);
    if (shares > 1) replicas.set(profile.value.name, shares);
    if (!Number.isInteger(amount)) failures.push(`${resource}: ${amount} is no whole number`);
    else if (amount % shares !== 0) failures.push(`${resource}: ${amount} is no multiple of its ${shares} replicas`);
    counts[profile.value.ordinal] = (counts[profile.value.ordinal] ?? 0) + Math.floor(amount / shares);
  };

  for (const [resource, amount] of node.allocatable) {
    if (!isMigResource(resource) || amount === 0) continue;
    const named = profileOfResource(resource);
    if (named.ok) add(named.value.profile, resource, amount);
    else failures.push(named.error);
  }
  const devices = deviceCount(node);
  if (single !== undefined) add(single.name, DEVICE, devices);
  const [first] = failures;
  return {
    isMig: single !== undefined || first !== undefined || counts.some((count) => count > 0),
    total: first === undefined ? ok(counts) : failure(first),
    devices: single === undefined ? Math.floor(devices / replicasOf(node, DEVICE)) : 0,
    replicas: replicas.size === 0 ? NO_REPLICAS : replicas,
  };
}

/** GPUs that strategy `single` must have cut, if each holds as many instances of the profile as it can. */
export function gpusOfSingle({ single }: Product, { total }: Advertised): number {
  if (single === undefined || !total.ok) return 0;
  return Math.ceil((total.value[single.ordinal] ?? 0) / single.limit);
}

/** Everything advertised as `nvidia.com/gpu`, shared or not, in whole devices. */
function deviceCount({ allocatable }: NodeFacts): number {
  return Math.floor((allocatable.get(DEVICE) ?? 0) + (allocatable.get(`${DEVICE}.shared`) ?? 0));
}

/** Whole GPUs that are advertised on a node without MIG: replicas of one GPU are one. */
export function wholeDevices(node: NodeFacts): number {
  return Math.ceil(deviceCount(node) / replicasOf(node, DEVICE));
}

/** True where a node advertises MIG devices under names of their own. */
export function advertisesMig({ allocatable }: NodeFacts): boolean {
  return [...allocatable].some(([resource, amount]) => isMigResource(resource) && amount > 0);
}

/** `3 x 1g.5gb, 1 x 3g.20gb`. */
export function describeGeometry(model: GpuModel, geometry: Geometry): string {
  const present = model.profiles.filter(({ ordinal }) => (geometry[ordinal] ?? 0) > 0);
  return present.map(({ name, ordinal }) => `${geometry[ordinal]} x ${name}`).join(', ') || 'no instances';
}

function replicasOf({ labels }: NodeFacts, resource: string): number {
  const text = labels[`${resource}.replicas`] ?? '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : 1;
}
