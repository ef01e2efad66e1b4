/** How many memory slices a set of them has. */
export function bitsOf(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The first so many slices of a set; all of it where it has no more. */
export function lowest(mask: number, count: number): number {
  let rest = mask;
  for (let left = count; left > 0; left--) rest &= rest - 1;
  return mask & ~rest;
}
