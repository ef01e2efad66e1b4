/** The longest run of consecutive ones in a bit mask. */
export function longestRun(mask: number): number {
  // Each step takes one off the end of every run.
  let [length, rest] = [0, mask];
  for (; rest !== 0; rest &= rest << 1) length++;
  return length;
}
