import type { Reporter } from '../../advisor/remembered-report.ts';
import type { WirePool, WireSample } from '../client/wire.ts';
import { wirePools, wireSample } from './wire-pools.ts';

/** The headroom ladders, as they were told last. */
export interface Ladders {
  /** Null until they have been worked out once. */
  readonly told: readonly WirePool[] | null;
  /** Works them out on the newest state. Returns them as JSON; undefined where they are as they were told last. */
  takeIn(): Promise<string | undefined>;
  /** What there is to say of all pools at this moment, in milliseconds since the epoch; undefined where there is no state. */
  sample(at: number): Promise<WireSample | undefined>;
}

/** Makes ladders that nothing is known of yet. */
export function createLadders(report: Reporter): Ladders {
  let told: readonly WirePool[] | null = null;
  let text = '';
  return {
    get told() {
      return told;
    },
    async takeIn() {
      const present = await report();
      if (present === undefined) return undefined;
      const next = wirePools(present);
      const nextText = JSON.stringify(next);
      if (nextText === text) return undefined;
      told = next;
      text = nextText;
      return text;
    },
    async sample(at) {
      const present = await report();
      return present === undefined ? undefined : wireSample(present, at);
    },
  };
}
