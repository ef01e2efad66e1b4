import type { ClusterStore } from '../cluster/cluster-store.ts';
import { readObject } from '../cluster/object-kinds.ts';
import type { ListSink } from './list-pages.ts';
import { keyOf, versionOf } from './object-names.ts';
import type { Resource } from './resources.ts';

/** Where the objects of one resource go, as the API server writes them. What a list does not name is gone when it ends. */
export interface Sink extends ListSink {
  gone(object: unknown): void;
}

/**
 * Puts the objects of a resource into a store, trimmed to what is read. One that cannot be read is refused by its name.
 *
 * @param onChange Called after each change.
 */
export function createSink({ kind }: Resource, store: ClusterStore, onChange: () => void): Sink {
  /** Versions by key. An object that was deleted and made again has another version, so versions tell them apart, too. */
  const known = new Map<string, string | undefined>();
  let listed: Set<string> | undefined;
  return {
    begin() {
      listed = new Set();
      store.beginList(kind);
    },
    put(object) {
      const key = keyOf(object);
      if (key === undefined) return;
      listed?.add(key);
      const version = versionOf(object);
      if (version !== undefined && known.get(key) === version) return;
      known.set(key, version);
      const read = readObject(kind, object);
      if (read.ok) store.put(read.value);
      else store.refuse(kind, key, read.error);
      onChange();
    },
    gone(object) {
      const key = keyOf(object);
      if (key === undefined || !known.delete(key)) return;
      store.remove(kind, key);
      onChange();
    },
    end() {
      for (const key of known.keys()) {
        if (listed?.has(key)) continue;
        known.delete(key);
        store.remove(kind, key);
      }
      listed = undefined;
      store.endList(kind);
      onChange();
    },
  };
}
