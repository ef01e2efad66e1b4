import { isNestedTooDeeply } from './nesting.ts';

/** What is left of a large request once all that nobody looks into has been taken out. */
export interface Condensed {
  /**
   * The request as JSON. Of nodes and of victims only names and UIDs are in it; each node has the number of its text as
   * `text`.
   */
  readonly json: string;
  /** The JSON of all nodes, one after the other. */
  readonly texts: Uint8Array<ArrayBuffer>;
  /** Where the text of each node ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** The most that may be left, in bytes. With more, the names alone would take longer to answer than others should wait. */
const MOST_LEFT = 8 * 2 ** 20;

/**
 * Condenses the body of a request of kube-scheduler.
 *
 * @throws Error with a sentence about the body, where it is no JSON or too much is left of it.
 */
export function condense(body: Uint8Array): Condensed {
  if (isNestedTooDeeply(body)) throw new Error('it is nested too deeply');
  const texts: string[] = [];
  const request = mapFields(JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString()), {
    nodes: (list) => mapFields(list, { items: (items) => mapList(items, condenseNode) }),
    nodenametovictims: (nodes) =>
      mapValues(nodes, (victims) => mapFields(victims, { pods: (pods) => mapList(pods, namesOf) })),
  });
  const json = JSON.stringify(request);
  if (json.length > MOST_LEFT) throw new Error('it holds more than 8 MiB beside whole nodes and pods');
  let end = 0;
  const ends = Uint32Array.from(texts, (text) => {
    end += Buffer.byteLength(text);
    return end;
  });
  const written = Buffer.from(new ArrayBuffer(end));
  let start = 0;
  for (const text of texts) start += written.write(text, start);
  return { json, texts: new Uint8Array(written.buffer), ends };

  function condenseNode(node: unknown): unknown {
    if (!isObject(node)) return node;
    return { ...namesOf(node), text: texts.push(JSON.stringify(node)) - 1 };
  }
}

type Change = (value: unknown) => unknown;

/** An object without all but its metadata's names. Keys keep their spelling, which may be any. */
function namesOf(object: unknown): object {
  return keepFields(object, ['metadata'], (metadata) => keepFields(metadata, ['name', 'uid'], (name) => name));
}

function keepFields(object: unknown, kept: readonly string[], change: Change): object {
  const fields = isObject(object) ? Object.entries(object) : [];
  return Object.fromEntries(
    fields.filter(([key]) => kept.includes(key.toLowerCase())).map(([key, value]) => [key, change(value)]),
  );
}

function mapFields(object: unknown, changes: Readonly<Record<string, Change>>): unknown {
  return mapValues(object, (value, key) => changes[key.toLowerCase()]?.(value) ?? value);
}

function mapValues(object: unknown, change: (value: unknown, key: string) => unknown): unknown {
  if (!isObject(object)) return object;
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function mapList(list: unknown, change: Change): unknown {
  return Array.isArray(list) ? list.map(change) : list;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
