/** When fragmentation is too much. Durations are in milliseconds. */
export interface ThresholdOptions {
  /** Index above which a pool is fragmented. */
  readonly threshold: number;
  /** How far below it the index has to fall for the pool to be well again. */
  readonly hysteresis: number;
  /** How long it has to stay there, above or below, to count. */
  readonly holdMs: number;
  /** How long a pool that is well again is left in peace. */
  readonly coolDownMs: number;
}

/**
 * How a pool stands to the threshold. `rising` has been above for a while, `crossed` long enough; `since` is when the
 * index went above, `wellSince` when it last fell below far enough. Times are milliseconds on one clock.
 */
export type ThresholdState =
  | { readonly kind: 'calm' }
  | { readonly kind: 'rising'; readonly since: number }
  | { readonly kind: 'crossed'; readonly since: number; readonly wellSince: number | undefined }
  | { readonly kind: 'cooling'; readonly until: number };

/** How every pool begins. */
export const CALM: ThresholdState = { kind: 'calm' };

/** The state after the index has been measured. Measurements come in order of time, however far apart. */
export function observe(
  state: ThresholdState,
  index: number,
  now: number,
  { threshold, hysteresis, holdMs, coolDownMs }: ThresholdOptions,
): ThresholdState {
  switch (state.kind) {
    case 'cooling':
      if (now < state.until) return state;
      return observe(CALM, index, now, { threshold, hysteresis, holdMs, coolDownMs });
    case 'calm':
    case 'rising': {
      if (index <= threshold) return CALM;
      const since = state.kind === 'rising' ? state.since : now;
      return now - since >= holdMs ? { kind: 'crossed', since, wellSince: undefined } : { kind: 'rising', since };
    }
    case 'crossed': {
      if (index > threshold - hysteresis) {
        return state.wellSince === undefined ? state : { ...state, wellSince: undefined };
      }
      const wellSince = state.wellSince ?? now;
      return now - wellSince >= holdMs ? { kind: 'cooling', until: now + coolDownMs } : { ...state, wellSince };
    }
  }
}
