import { isMigResource } from '../../solver/model/profile-name.ts';
import type { ClusterNode } from './node.ts';
import type { Pod } from './pod.ts';
import type { Resources } from './pod-requests.ts';

/** A resource of which a node has too little left for a pod. */
export interface Shortage {
  readonly resource: string;
  /** In base units: cores, bytes, pieces. */
  readonly asked: number;
  readonly free: number;
}

/** Every node has these; a snapshot that does not say how much says nothing about them. */
const NATIVE = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

/**
 * The first resource, MIG devices apart, of which a node has too little left for a pod, as kube-scheduler's
 * NodeResourcesFit counts; undefined where all suffice.
 *
 * @param without Pods of the node that are taken to be gone, by UID.
 * @param arriving Pods that are taken to run there too.
 */
export function shortage(
  node: ClusterNode,
  pod: Pod,
  without: ReadonlySet<string> = new Set(),
  arriving: readonly Pod[] = [],
): Shortage | undefined {
  return shortages(node, pod, without, arriving).next().value;
}

/** Every such resource. */
export function* shortages(
  node: ClusterNode,
  pod: Pod,
  without: ReadonlySet<string> = new Set(),
  arriving: readonly Pod[] = [],
): Generator<Shortage, undefined> {
  const nominated = node.nominated.filter(({ priority }) => priority >= pod.priority);
  const staying = [...node.pods, ...nominated].filter(({ key, uid }) => key !== pod.key && !without.has(uid));
  const others = [...staying, ...arriving];
  const asked: Resources = new Map([...pod.resources, ['pods', 1]]);
  for (const [resource, amount] of asked) {
    if (amount === 0 || isHandedOutByInstance(resource, node)) continue;
    const allocatable = node.allocatable.get(resource) ?? (NATIVE.has(resource) ? undefined : 0);
    if (allocatable === undefined) continue;
    const used = others.reduce(
      (sum, other) => sum + (resource === 'pods' ? 1 : (other.resources.get(resource) ?? 0)),
      0,
    );
    const free = allocatable - used;
    if (amount > free + 1e-9) yield { resource, asked: amount, free };
  }
  return undefined;
}

function isHandedOutByInstance(resource: string, { single }: ClusterNode): boolean {
  return isMigResource(resource) || (single !== undefined && resource.startsWith('nvidia.com/gpu'));
}
