/** Which nodes name a pod in their annotations as the holder of an instance. */
export interface Namers {
  /** The nodes that name a pod, by its key. */
  of(pod: string): readonly string[];
  /** Takes in that a node names these pods, which it has named as `before` until now. */
  replace(node: string, before: readonly string[], after: readonly string[]): void;
}

/** Makes it, without any node. A list for each pod and not a set: mostly one node names it, and there are many pods. */
export function createNamers(): Namers {
  const nodes = new Map<string, readonly string[]>();
  return {
    of: (pod) => nodes.get(pod) ?? NOBODY,
    replace(node, before, after) {
      if (before === after) return;
      for (const pod of before) {
        const left = nodes.get(pod)?.filter((each) => each !== node) ?? NOBODY;
        if (left.length === 0) nodes.delete(pod);
        else nodes.set(pod, left);
      }
      for (const pod of after) {
        const known = nodes.get(pod) ?? NOBODY;
        if (!known.includes(node)) nodes.set(pod, [...known, node]);
      }
    },
  };
}

const NOBODY: readonly string[] = [];
