/** Storage of the browser. To name it is to open it, which throws where a reader has forbidden it. */
export type Shelf = () => Storage;

/** What was kept under a name; null where nothing was, or where nothing may be kept. */
export function kept(shelf: Shelf, name: string): string | null {
  try {
    return shelf().getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name, if that may be. */
export function keep(shelf: Shelf, name: string, text: string): void {
  try {
    shelf().setItem(name, text);
  } catch {
    // Full or forbidden: the page does without.
  }
}
