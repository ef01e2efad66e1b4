/**
 * What a request asks about, read as Go reads it: keys in any case, the last one counts, null is as good as absent. It
 * shares no code with the extender.
 */
export interface Asked {
  readonly names: readonly string[];
  readonly isFull: boolean;
}

/** The nodes that a body for `filter` or `prioritize` asks about; undefined where it cannot be read. */
export function askedNodes(text: string): Asked | undefined {
  const body = json(text);
  const names = field(body, 'NodeNames');
  if (names !== undefined) return isTexts(names) ? { names, isFull: false } : undefined;
  const list = field(body, 'Nodes');
  if (!isObject(list)) return undefined;
  const items = field(list, 'items') ?? [];
  const found = Array.isArray(items) ? items.map((item) => field(field(item, 'metadata'), 'name')) : undefined;
  return isTexts(found) ? { names: found, isFull: true } : undefined;
}

/** The UIDs that a body for `preempt` offers, by node; undefined where it cannot be read. */
export function offeredVictims(text: string): ReadonlyMap<string, readonly string[]> | undefined {
  const body = json(text);
  if (!isObject(body)) return undefined;
  const offered = new Map<string, readonly string[]>();
  const ways = [
    { key: 'NodeNameToVictims', uidOf: (pod: unknown) => field(field(pod, 'metadata'), 'uid') },
    { key: 'NodeNameToMetaVictims', uidOf: (pod: unknown) => field(pod, 'UID') },
  ];
  for (const { key, uidOf } of ways) {
    const map = field(body, key) ?? {};
    if (!isObject(map)) return undefined;
    for (const [node, victims] of Object.entries(map)) {
      const pods = field(victims, 'Pods') ?? [];
      const uids = Array.isArray(pods) ? pods.map(uidOf) : undefined;
      if (!isTexts(uids)) return undefined;
      offered.set(node, uids);
    }
  }
  return offered;
}

/** The value of a JSON text; undefined where it is none. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field that is neither absent nor null, whatever the case of its key. */
export function field(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  const found = Object.entries(value).findLast(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1] ?? undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
