import { setTimeout as sleep } from 'node:timers/promises';

/** How often is looked, in milliseconds. */
const LOOK_MS = 50;

/**
 * Waits until `look` finds something, and returns it. What it throws counts as "not yet".
 *
 * @param what Completes "waited for ...".
 * @throws Error that says what was waited for in vain, with what was thrown last.
 */
export async function waitFor<T>(
  what: string,
  milliseconds: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    let cause: unknown;
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms for ${what}`, { cause });
    await sleep(LOOK_MS);
  }
}

/** Waits until it is so; what is thrown counts as "not yet". */
export async function waitUntil(
  what: string,
  milliseconds: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  await waitFor(what, milliseconds, async () => ((await isSo()) ? true : undefined));
}
