/** Gives the JSON of a value that was never parsed as a whole. */
export const JSON_TEXT = Symbol('JSON text');

/** A part of a value that knows the JSON of the whole. */
export interface WithText {
  readonly [JSON_TEXT]: () => string;
}

/** The JSON of a value as it came. Throws RangeError where it is nested deeper than can be written. */
export function jsonTextOf(value: unknown): string {
  return hasText(value) ? value[JSON_TEXT]() : JSON.stringify(value);
}

function hasText(value: unknown): value is WithText {
  return typeof value === 'object' && value !== null && JSON_TEXT in value;
}
