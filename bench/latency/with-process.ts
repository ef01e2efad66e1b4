/** A process that can be ended. */
interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Uses a process and ends it afterwards, whatever comes of it, so that none is left behind.
 *
 * @throws What starting and using it throw.
 */
export async function withProcess<P extends Stoppable, T>(
  starting: Promise<P>,
  use: (started: P) => T | Promise<T>,
): Promise<T> {
  const started = await starting;
  try {
    return await use(started);
  } finally {
    await started.stop();
  }
}
