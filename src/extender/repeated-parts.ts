import { LRUCache } from 'lru-cache';

/** Parses JSON; throws SyntaxError. */
export type Parse = (json: Buffer) => unknown;

/** Parses JSON of some form only; undefined where it is of another. */
export type ParseSome = (json: Buffer) => object | undefined;

/** Parses requests of which parts come again. */
export interface RepeatedParts {
  /** Reads what `filter` is asked. Its list of nodes is in another order each time: kube-scheduler looks for them in parallel. */
  readFirst: Parse;
  /** Reads what `prioritize` is asked: the pod of a `filter` before, and the nodes that passed, in the order of the answer. */
  readAgain: Parse;
}

/** Pods and lists that are kept, one for each length. Few pods, so that they die young. */
const MOST = { pods: 4, lists: 16 };
/** The largest that are kept, in bytes: pods have a few thousand, a list of 10,000 nodes with long names 500,000. */
const LARGEST = { pod: 2 ** 16, list: 2 ** 19 };

/** What comes before the list of names, which Go's encoder writes last; no text in JSON holds a quote like these. */
const LIST = Buffer.from(',"NodeNames":[');

/**
 * Makes a parser of requests that kube-scheduler writes in names mode. It sends each pod twice, and the names that `filter`
 * let through come to `prioritize` for one pod after the other: bytes that came lately are not parsed again. So the pod
 * and the list of two requests are one value each where their bytes are the same, and nobody may change them.
 *
 * @param parse Parses what is new, and whole any request that is not of this form.
 * @param parseKnown Parses lists of names faster, where it can.
 */
export function createRepeatedParts(parse: Parse, parseKnown: ParseSome = () => undefined): RepeatedParts {
  const pods = createMemory(MOST.pods, LARGEST.pod, (head) => parse(Buffer.concat([head, CLOSING])));
  const parseList: Parse = (json) => parseKnown(json) ?? parse(json);
  const lists = createMemory(MOST.lists, LARGEST.list, parseList);
  const read = (body: Buffer, readList: Parse): unknown => {
    const at = body.indexOf(LIST);
    if (at < 0 || body.at(-1) !== CLOSING[0]) return parse(body);
    try {
      const rest = pods(body.subarray(0, at));
      const names = readList(body.subarray(at + LIST.length - 1, -1));
      if (typeof rest === 'object' && rest !== null && 'Pod' in rest) return { ...rest, NodeNames: names };
    } catch (error) {
      // It is not of this form: a list with this name inside the pod, or no JSON at all.
      if (!(error instanceof SyntaxError)) throw error;
    }
    return parse(body);
  };
  return { readFirst: (body) => read(body, parseList), readAgain: (body) => read(body, lists) };
}

const CLOSING = Buffer.from('}');

/** Keeps what the latest parts were parsed to. */
function createMemory(most: number, largest: number, parse: Parse): Parse {
  const parts = new LRUCache<number, { readonly bytes: Buffer; readonly value: unknown }>({ max: most });
  return (part) => {
    const known = parts.get(part.length);
    if (known?.bytes.equals(part)) return known.value;
    const value = parse(part);
    // A copy: the part lies in a request, which would be kept with it.
    if (part.length <= largest) parts.set(part.length, { bytes: Buffer.from(part), value });
    return value;
  };
}
