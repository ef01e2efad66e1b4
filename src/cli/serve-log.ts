import { destination, type Logger, type LoggerOptions, pino } from 'pino';

/** Longest time that a line may wait for others to be written with, in milliseconds. */
const WAIT_MS = 100;
/** What may wait, in bytes. */
const MOST_WAITING = 4096;
/** Pino's number for `warn`: what is that serious waits for nothing. */
const WARN = 40;

/**
 * A log of JSON lines on standard error. Lines about calls that were answered are written together, every tenth of a second:
 * one by one they would cost more than what they tell of.
 */
export function openServeLog(level: string): Logger {
  const lines = destination({ fd: 2, sync: true, minLength: MOST_WAITING });
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    // Not flushSync, which waits for the disk as well, for up to milliseconds in which no call is answered.
    lines.flush();
  };
  process.once('exit', () => lines.flushSync());
  const options: LoggerOptions = {
    level,
    base: null,
    hooks: {
      logMethod(args, method, number) {
        method.apply(this, args);
        if (number >= WARN) flush();
        else timer ??= setTimeout(flush, WAIT_MS).unref();
      },
    },
  };
  return pino(options, lines);
}
