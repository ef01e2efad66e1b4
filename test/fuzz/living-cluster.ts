import type { Cluster } from '../../src/cluster/cluster.ts';
import { createClusterStore } from '../../src/cluster/cluster-store.ts';
import { KINDS, keyOf, readObject } from '../../src/cluster/object-kinds.ts';
import { field } from './asked.ts';
import { objectsOf, type World } from './world.ts';

/** A cluster that is told of changes only, as a watch tells of them. Gives its state once it is like this world. */
export function createLivingCluster(): (world: World) => Cluster {
  const store = createClusterStore();
  let known = new Map<string, string>();
  return (world) => {
    const next = new Map<string, string>();
    for (const value of objectsOf(world)) {
      const kind = KINDS.find((each) => each === field(value, 'kind'));
      const read = kind && readObject(kind, value);
      if (!read?.ok) throw new Error('a world has objects that can be read');
      const name = `${kind} ${keyOf(read.value)}`;
      const text = JSON.stringify(value);
      next.set(name, text);
      if (known.get(name) !== text) store.put(read.value);
    }
    for (const name of known.keys()) {
      if (!next.has(name)) store.remove('Pod', name.slice('Pod '.length));
    }
    known = next;
    store.settle();
    return store.cluster;
  };
}
