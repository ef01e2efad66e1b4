import { performance } from 'node:perf_hooks';
import { progressLine, progressWords, type Standing } from './progress-line.ts';

/** Tells on standard error how far a bench has come. */
export interface BenchProgress {
  update(standing: Omit<Standing, 'elapsedMs'>): void;
  /** Takes the bar away. */
  clear(): void;
}

/** Shorter benches end before a bar has been read. */
const PATIENCE_MS = 1000;

/** A bar is drawn anew at most this often; where there is no terminal, a line is written this often. */
const REDRAW_MS = 100;
const LINE_MS = 30_000;

/** A bar with the time left on a terminal, a plain line now and then elsewhere. */
export function showBenchProgress(): BenchProgress {
  const started = performance.now();
  const isTerminal = process.stderr.isTTY;
  let next = started + (isTerminal ? PATIENCE_MS : LINE_MS);
  let isShown = false;
  return {
    update(standing) {
      const now = performance.now();
      if (now < next) return;
      const since = { ...standing, elapsedMs: now - started };
      if (isTerminal) process.stderr.write(`\r${progressLine(since)}\u001b[K`);
      else process.stderr.write(`${progressWords(since)}\n`);
      isShown = isTerminal;
      next = now + (isTerminal ? REDRAW_MS : LINE_MS);
    },
    clear() {
      if (isShown) process.stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}
