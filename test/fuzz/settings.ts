import { it } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';

/** Where fuzzing starts: `FUZZ_SEED`, or another place every time. A failure names it. */
export const seed = wholeNumber('FUZZ_SEED') ?? Date.now() % 2 ** 31;

/** Requests for each verb: `FUZZ_RUNS`, or as many as a change must stand. */
export const requestsPerVerb = wholeNumber('FUZZ_RUNS') ?? 100_000;

/** Objects of a cluster. */
export const clusterObjects = Math.ceil(requestsPerVerb / 5);

/** kube-scheduler gives up after this; so a request of some kilobytes that takes as long is a failure. */
const LONGEST_MS = 5000;

/** What to try. */
export interface Fuzzing<T> {
  readonly title: string;
  /** How many cases. */
  readonly runs: number;
  /** How many of what `title` counts are in one case; 1 by default. */
  readonly each?: number;
  readonly cases: Arbitrary<T>;
  /** Throws where a case shows a fault. */
  readonly check: (each: T) => void | Promise<void>;
}

/** Registers a test that tries many cases, says on standard error how far it is, and shrinks the case that fails. */
export function fuzz<T>({ title, runs, each = 1, cases, check }: Fuzzing<T>): void {
  it(`${title} (${(runs * each).toLocaleString('en')} of them, FUZZ_SEED=${seed})`, async () => {
    const progress = showProgress(title, runs * each);
    let slowest = 0;
    const property = fc.asyncProperty(cases, async (value) => {
      const started = performance.now();
      await check(value);
      const took = performance.now() - started;
      slowest = Math.max(slowest, took);
      if (took > LONGEST_MS) throw new Error(`took ${Math.round(took)} ms, longer than kube-scheduler waits`);
      progress(each);
    });
    await fc.assert(property, { seed, numRuns: runs });
    process.stderr.write(`${title}: done, the slowest took ${Math.round(slowest)} ms\n`);
  });
}

function showProgress(title: string, total: number): (more: number) => void {
  const EVERY_MS = 10_000;
  let done = 0;
  let next = performance.now() + EVERY_MS;
  return (more) => {
    done += more;
    if (performance.now() < next) return;
    next = performance.now() + EVERY_MS;
    process.stderr.write(`${title}: ${Math.min(done, total).toLocaleString('en')} of ${total.toLocaleString('en')}\n`);
  };
}

function wholeNumber(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${variable} is "${text}", expected a whole number`);
  return Number(text);
}
