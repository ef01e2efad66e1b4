import { failure, ok, type Result } from '../../solver/model/result.ts';

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Written so that no digit can be matched in two ways: a text of a million digits is refused as fast as a short one. */
const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|([KMGTPE]i|[numkMGTPE]?))$/;

/** Kubernetes caps what is larger; so nothing is infinite here, nor any sum of such amounts. */
const LARGEST = 2 ** 63;

/**
 * Reads a Kubernetes quantity (`2`, `500m`, `16Gi`, `1e3`) as a plain number in base units: cores, bytes, pieces.
 * Finite, and capped where Kubernetes caps it. Fails with a sentence that names the text.
 */
export function parseQuantity(text: string | number): Result<number> {
  const match = QUANTITY.exec(String(text).trim());
  if (match === null) return failure(`"${String(text).slice(0, 40)}" is not a quantity`);
  const [, digits = '', exponent = '', suffix = ''] = match;
  const amount = Number(digits + exponent) * (FACTORS[suffix] ?? 1);
  return ok(Math.max(-LARGEST, Math.min(LARGEST, amount)));
}

/** Reads an amount of a resource: a quantity that is not negative. */
export function parseAmount(text: string | number): Result<number> {
  const amount = parseQuantity(text);
  return amount.ok && amount.value < 0 ? failure(`${text} is negative`) : amount;
}
