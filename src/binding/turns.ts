/** Runs tasks with the same key one after the other, in the order in which they came, and all others side by side. */
export type Turns = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** Makes turns that know of no task yet. Keys are forgotten once nothing waits for them. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return (key, task) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(task);
    const over: Promise<void> = mine
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === over) last.delete(key);
      });
    last.set(key, over);
    return mine;
  };
}
