import { type ClusterObject, type KindOfObject, readObject } from '../cluster/object-kinds.ts';
import type { Problem } from '../cluster/problem.ts';
import { type Inventory, inventoryOf } from '../cluster/snapshot.ts';
import type { ApiConnection } from './connection.ts';
import { type ListSink, listOnce } from './list-pages.ts';
import { keyOf } from './object-names.ts';
import type { Resource } from './resources.ts';

/**
 * Lists the objects of a cluster once, in pages, trimmed to what slicewise reads.
 *
 * @throws ApiError where the API server cannot be reached or refuses.
 */
export async function listInventory(connection: ApiConnection, resources: readonly Resource[]): Promise<Inventory> {
  const collectors = resources.map((resource) => ({ resource, ...collector(resource.kind) }));
  await Promise.all(collectors.map(({ resource, sink }) => listOnce(connection, resource, sink)));
  const objects = collectors.flatMap(({ collected }) => collected);
  const problems = collectors.flatMap(({ refused }) => refused);
  return inventoryOf(objects, problems);
}

function collector(kind: KindOfObject): { collected: ClusterObject[]; refused: Problem[]; sink: ListSink } {
  const collected: ClusterObject[] = [];
  const refused: Problem[] = [];
  const sink: ListSink = {
    begin() {
      collected.length = 0;
      refused.length = 0;
    },
    put(value) {
      const read = readObject(kind, value);
      if (read.ok) collected.push(read.value);
      else refused.push({ object: `${kind} ${keyOf(value) ?? 'without a name'}`, message: read.error });
    },
    end() {},
  };
  return { collected, refused, sink };
}
