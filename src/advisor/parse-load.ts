/** More than this many times a pool nobody means. */
const MOST_LOAD = 100;

/** A load, as a share of a pool's memory slices: above 0, and above 1 where more is asked for than there is; else undefined. */
export function parseLoad(text: string): number | undefined {
  const load = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  return load > 0 && load <= MOST_LOAD ? load : undefined;
}
