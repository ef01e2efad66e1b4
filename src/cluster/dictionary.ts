/** Texts by name. */
export type Dictionary = Readonly<Record<string, string>>;

/**
 * A copy without a prototype, in which any name may be looked up: `constructor` and `toString` are legal names of labels
 * and nodes, and every other object would answer them. Nothing for null or undefined.
 */
export function dictionary(entries: Dictionary | null | undefined): Dictionary {
  const copy: Record<string, string> = { ...entries };
  Object.setPrototypeOf(copy, null);
  return copy;
}
