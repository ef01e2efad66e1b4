/** The candidates whose name differs least from `text`; none where all differ in more than a slip of the finger. */
export function mostSimilar<T>(text: string, candidates: readonly T[], nameOf: (candidate: T) => string): readonly T[] {
  const slip = Math.min(3, Math.ceil(text.length / 4));
  const near = candidates
    .map((candidate) => ({ candidate, edits: editDistance(text, nameOf(candidate)) }))
    .filter(({ edits }) => edits <= slip);
  const least = near.reduce((fewest, { edits }) => Math.min(fewest, edits), slip);
  return near.filter(({ edits }) => edits === least).map(({ candidate }) => candidate);
}

/** Levenshtein: the fewest characters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, character] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (character === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
