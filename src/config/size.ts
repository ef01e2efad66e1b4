import { failure, type Result } from '../../solver/model/result.ts';
import { parseQuantity } from '../cluster/quantity.ts';

/** Reads a size such as `128Mi`, or a plain number of bytes, in bytes. Fails with a sentence that names it. */
export function parseSize(size: string | number): Result<number> {
  const bytes = parseQuantity(size);
  if (bytes.ok && Number.isInteger(bytes.value) && bytes.value >= 0) return bytes;
  return failure(`${JSON.stringify(String(size).slice(0, 40))} is not a size, such as 128Mi, or a number of bytes`);
}
