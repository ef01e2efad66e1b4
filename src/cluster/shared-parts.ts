import { LRUCache } from 'lru-cache';
import type { Pod } from './pod.ts';

/** Distinct parts that are remembered of each kind; pods come from far fewer templates. */
const MOST = 2_000;

/**
 * Makes a function that gives pods in which equal parts are one object: pods of one template ask for the same, tolerate the
 * same and carry the same labels, and a large cluster has tens of thousands of them.
 */
export function createPartSharing(): (pod: Pod) => Pod {
  const resources = createCanon<Pod['resources']>();
  const gpus = createCanon<Pod['gpus']>();
  const constraints = createCanon<Pod['constraints']>();
  const labels = createCanon<Pod['labels']>();
  const text = createCanon<string>();
  return (pod) => ({
    ...pod,
    namespace: text(pod.namespace),
    node: pod.node === undefined ? undefined : text(pod.node),
    labels: labels(pod.labels),
    resources: resources(pod.resources, JSON.stringify([...pod.resources])),
    gpus: gpus(pod.gpus),
    constraints: constraints(pod.constraints),
  });
}

function createCanon<T extends {}>(): (value: T, id?: string) => T {
  const known = new LRUCache<string, T>({ max: MOST });
  return (value, id = JSON.stringify(value)) => {
    const same = known.get(id);
    if (same === undefined) known.set(id, value);
    return same ?? value;
  };
}
