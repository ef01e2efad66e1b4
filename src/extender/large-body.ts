import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Condensed } from './condense.ts';
import { JSON_TEXT, type WithText } from './json-text.ts';

/** Beside this module, with the same ending: `.ts`, or `.js` where a package has been built. */
const WORKER = new URL(`./condense-worker${extname(import.meta.filename)}`, import.meta.url);

/** Requests that wait for their turn keep their bodies in memory. */
const MOST_WAITING = 8;

/**
 * Makes a function that parses large bodies, one after the other, on another thread, so that other requests are answered
 * meanwhile. Its promises reject with a sentence about the body. Nodes come back as their names; `jsonTextOf` has their JSON.
 */
export function createLargeBodyParser(): (body: Buffer) => Promise<unknown> {
  let latest: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (body) => {
    if (waiting >= MOST_WAITING) throw new Error('too many large requests come at once');
    waiting++;
    const before = latest;
    const parsed = (async () => {
      await before.catch(() => undefined);
      return restore(await condenseElsewhere(body));
    })();
    latest = parsed;
    try {
      return await parsed;
    } finally {
      waiting--;
    }
  };
}

async function condenseElsewhere(body: Buffer): Promise<Condensed> {
  const { buffer } = body;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === body.length;
  const own = isWhole ? new Uint8Array(buffer) : Uint8Array.from(body);
  const worker = new Worker(WORKER, { workerData: own, transferList: [own.buffer] });
  const [condensed]: Condensed[] = await once(worker, 'message');
  if (condensed === undefined) throw new Error('the thread that parses it has ended');
  return condensed;
}

/** The request as it would have been parsed, as far as anybody looks into it. */
function restore({ json, texts, ends }: Condensed): unknown {
  const request: unknown = JSON.parse(json);
  const bytes = Buffer.from(texts.buffer, texts.byteOffset, texts.length);
  for (const list of valuesOf(request, 'nodes')) {
    for (const items of valuesOf(list, 'items')) {
      if (!Array.isArray(items)) continue;
      for (const [index, node] of items.entries()) if (isCondensed(node)) items[index] = withText(node);
    }
  }
  return request;

  function withText({ text, ...names }: CondensedNode): WithText {
    return { ...names, [JSON_TEXT]: () => bytes.toString('utf8', ends[text - 1] ?? 0, ends[text]) };
  }
}

interface CondensedNode {
  readonly text: number;
}

function isCondensed(node: unknown): node is CondensedNode {
  return typeof node === 'object' && node !== null && 'text' in node && typeof node.text === 'number';
}

function valuesOf(object: unknown, name: string): readonly unknown[] {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return [];
  return Object.entries(object).flatMap(([key, value]): unknown[] => (key.toLowerCase() === name ? [value] : []));
}
