import { failure, ok, type Result } from '../../solver/model/result.ts';

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Durations as Kubernetes writes them: `60s`, `500ms`, `1m30s`. */
export const DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h))+$/;

/** Reads a duration such as `60s`, `500ms` or `1m30s` in milliseconds. Fails with a sentence that names the text. */
export function parseDuration(text: string): Result<number> {
  if (!DURATION.test(text)) {
    return failure(`${JSON.stringify(text.slice(0, 40))} is not a duration, such as 60s, 500ms or 1m30s`);
  }
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)];
  return ok(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (MILLISECONDS[unit] ?? 0), 0));
}
