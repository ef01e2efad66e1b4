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

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([KMGTPE]i|[numkMGTPE]?))$/;

/**
 * Reads a Kubernetes quantity (`2`, `500m`, `16Gi`, `1e3`) as a plain number in base units: cores, bytes, pieces.
 * Fails with a sentence that names the text.
 */
export function parseQuantity(text: string | number): Result<number> {
  const match = QUANTITY.exec(String(text).trim());
  if (match === null) return failure(`"${text}" is not a quantity`);
  const [, digits = '', exponent = '', suffix = ''] = match;
  return ok(Number(digits + exponent) * (FACTORS[suffix] ?? 1));
}
