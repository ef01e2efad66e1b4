import { LRUCache } from 'lru-cache';

/** Distinct values that are remembered; what large clusters have many of comes from far fewer templates. */
const MOST = 2_000;

/** Makes a function that gives one object for all values with the same id, as long as that was asked for lately. */
export function createCanon<T extends {}>(): (value: T, id: string) => T {
  const known = new LRUCache<string, T>({ max: MOST });
  return (value, id) => {
    const same = known.get(id);
    if (same === undefined) known.set(id, value);
    return same ?? value;
  };
}
