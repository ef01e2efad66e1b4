import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The first signal that asks to end, and what became of it. */
export interface Interruption {
  /** Aborts when a signal comes. */
  readonly signal: AbortSignal;
  /** The exit status of a program that was ended by the signal, as shells count it; undefined while none has come. */
  status(): number | undefined;
  /** Gives the signals their usual meaning back. */
  release(): void;
}

/** Takes the first SIGINT or SIGTERM as a wish to end soon. Any further one ends the program at once, as it usually does. */
export function catchInterruption(): Interruption {
  const controller = new AbortController();
  let caught: (typeof SIGNALS)[number] | undefined;
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    status: () => (caught === undefined ? undefined : 128 + constants.signals[caught]),
    release,
  };

  function onSignal(name: NodeJS.Signals): void {
    caught = SIGNALS.find((each) => each === name);
    release();
    controller.abort();
  }
}
