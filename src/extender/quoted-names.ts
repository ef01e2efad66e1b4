import type { Cluster } from '../cluster/cluster.ts';

const known = new WeakMap<Cluster['ordinals'], readonly string[]>();

/** The names of the nodes as JSON, by ordinal; made once for as long as no node comes or goes. */
export function quotedNames({ ordinals }: Cluster): readonly string[] {
  const names = known.get(ordinals) ?? [...ordinals.keys()].map((name) => JSON.stringify(name));
  known.set(ordinals, names);
  return names;
}
