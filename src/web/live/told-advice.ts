import type { Advice } from '../../advisor/advisor.ts';
import type { WireAdvice } from '../client/wire.ts';

/** What is recommended, as it was told last. */
export interface ToldAdvice {
  /** Null until it has been sought. */
  readonly told: WireAdvice | null;
  /** Takes in what is recommended now. Returns it as JSON; undefined where it is as it was told last. */
  takeIn(): string | undefined;
}

/** Makes one that has told nothing yet. */
export function createToldAdvice(present: () => Advice): ToldAdvice {
  let told: WireAdvice | null = null;
  let text = '';
  return {
    get told() {
      return told;
    },
    takeIn() {
      const { state, recommendations, undecided } = present();
      if (state === undefined) return undefined;
      // Most of the time the very same recommendations are open.
      if (told?.recommendations === recommendations && told.undecided === undecided) return undefined;
      told = { recommendations, undecided };
      const nextText = JSON.stringify(told);
      if (nextText === text) return undefined;
      text = nextText;
      return text;
    },
  };
}
