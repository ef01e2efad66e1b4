/** A change as the page reads it, and the revision that it makes. */
export interface LoggedChange {
  readonly revision: number;
  readonly text: string;
}

/** The latest changes, for those who were away for a moment. */
export interface ChangeLog {
  add(change: LoggedChange): void;
  /** The changes after a revision, oldest first; undefined where it has none of them, or not all. */
  since(revision: number): readonly LoggedChange[] | undefined;
  /** Forgets all. Called where a change is not logged, so that what is kept has no gaps. */
  clear(): void;
}

/** Makes an empty log that keeps no more characters than this. */
export function createChangeLog(mostCharacters: number): ChangeLog {
  let kept: LoggedChange[] = [];
  let size = 0;
  return {
    add(change) {
      kept.push(change);
      size += change.text.length;
      while (size > mostCharacters) size -= kept.shift()?.text.length ?? size;
    },
    since(revision) {
      const index = kept.findIndex((change) => change.revision === revision + 1);
      return index < 0 ? undefined : kept.slice(index);
    },
    clear() {
      kept = [];
      size = 0;
    },
  };
}
