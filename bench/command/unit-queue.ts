import { streamOf, type Unit } from './units.ts';

/** Units that nobody has taken yet. */
export interface UnitQueue {
  /** The next unit for a thread whose last one was `latest`; undefined where none is left. */
  take(latest: Unit | undefined): Unit | undefined;
}

/**
 * Hands out units so that a thread goes on with the requests that it has made already, as long as any policy is left for
 * them; then it begins with others, and only in the end helps with those of another thread.
 */
export function createUnitQueue(units: readonly Unit[]): UnitQueue {
  const streams = new Map([...Map.groupBy(units, streamOf)].map(([key, its]) => [key, its.toReversed()]));
  const unopened = new Set(streams.keys());

  function takeOf(key: string): Unit | undefined {
    const left = streams.get(key);
    const unit = left?.pop();
    unopened.delete(key);
    if (left?.length === 0) streams.delete(key);
    return unit;
  }

  return {
    take(latest) {
      const own = latest === undefined ? undefined : streamOf(latest);
      if (own !== undefined && streams.has(own)) return takeOf(own);
      const [next = anyOf(streams)] = unopened;
      return next === undefined ? undefined : takeOf(next);
    },
  };
}

function anyOf(streams: ReadonlyMap<string, unknown>): string | undefined {
  const [key] = streams.keys();
  return key;
}
