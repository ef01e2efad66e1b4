/** What a parser answers: the value, or one sentence that names what was wrong. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** Wraps a value that was understood. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps the sentence that says what was not. */
export function failure(error: string): Result<never> {
  return { ok: false, error };
}
