import { performance } from 'node:perf_hooks';

/** A line on a terminal that says how far a long command has come. */
export interface Progress {
  update(done: number, total: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** Shorter commands end before a progress line has been read. */
const PATIENCE_MS = 1000;

/** Shows progress on standard error: only on a terminal, and only once the command takes long. */
export function showProgress(what: string): Progress {
  const started = performance.now();
  let isShown = false;
  return {
    update(done, total) {
      if (!process.stderr.isTTY || performance.now() - started < PATIENCE_MS) return;
      isShown = true;
      process.stderr.write(`\r${done} of ${total} ${what}`);
    },
    clear() {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
