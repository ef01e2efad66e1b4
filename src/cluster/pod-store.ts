import { Map as PersistentMap } from 'immutable';
import type { Pod } from './pod.ts';

/** The pods of a cluster as they are known now, with what has been assumed of some. */
export interface PodStore {
  /** Those that count, by key; a version of it never changes. */
  readonly all: PersistentMap<string, Pod>;
  /** The pod of that key that counts now. */
  get(key: string): Pod | undefined;
  /** Pods bound to a node, or nominated to it and not bound, whatever their phase. */
  on(node: string): Iterable<Pod>;
  /** What the cluster shows of a pod from now on; undefined where it shows none of that key. */
  show(key: string, pod: Pod | undefined): void;
  /** Counts a pod as given until the cluster shows it bound or gone; returns what was assumed of it before. */
  assume(pod: Pod): Pod | undefined;
  /** Drops what was assumed of a pod, and returns it. */
  forget(uid: string): Pod | undefined;
  /**
   * Begins to compare with a list of all pods. At its end, `endList` drops the assumptions that were there at its beginning
   * and are about pods that were never shown: they came and went unseen.
   */
  beginList(): void;
  endList(): void;
}

/**
 * Keeps pods by key and by node.
 *
 * @param onChange Told of each pod that counts in another way than before; undefined stands for no pod.
 */
export function createPodStore(onChange: (before: Pod | undefined, after: Pod | undefined) => void): PodStore {
  let all = PersistentMap<string, Pod>();
  /** `all` while it is being changed: a burst of changes makes one new version of it, and not one each. */
  let draft: PersistentMap<string, Pod> | undefined;
  const shown = new Map<string, Pod>();
  const assumed = new Map<string, Pod>();
  const byNode = new Map<string, Map<string, Pod>>();
  let unconfirmed: ReadonlySet<Pod> = new Set();

  /** What counts of a pod: an assumption, until the cluster shows the pod bound, finished, or replaced by another. */
  const settle = (key: string): void => {
    const actual = shown.get(key);
    const assumption = assumed.get(key);
    const isOutdated = actual !== undefined && assumption !== undefined && outdates(actual, assumption);
    if (isOutdated) assumed.delete(key);
    const after = isOutdated ? actual : (assumption ?? actual);
    const before = (draft ?? all).get(key);
    if (before === after) return;
    if (before !== undefined) unlink(before);
    if (after !== undefined) link(after);
    draft ??= all.asMutable();
    if (after === undefined) draft.delete(key);
    else draft.set(key, after);
    onChange(before, after);
  };

  const link = (pod: Pod): void => {
    const node = pod.node ?? pod.nominatedNode;
    if (node === undefined) return;
    const pods = byNode.get(node) ?? new Map<string, Pod>();
    byNode.set(node, pods.set(pod.key, pod));
  };

  const unlink = (pod: Pod): void => {
    const node = pod.node ?? pod.nominatedNode;
    if (node === undefined) return;
    const pods = byNode.get(node);
    pods?.delete(pod.key);
    if (pods?.size === 0) byNode.delete(node);
  };

  return {
    get all() {
      if (draft !== undefined) all = draft.asImmutable();
      draft = undefined;
      return all;
    },
    // An assumption that is outdated is gone by now. Quicker than to look into `all`, and it is done for each pod of a node.
    get: (key) => assumed.get(key) ?? shown.get(key),
    on: (node) => byNode.get(node)?.values() ?? [],
    show(key, pod) {
      const before = shown.get(key);
      // Most news of a pod are about conditions and containers, which nobody here looks at.
      if (before !== undefined && pod !== undefined && isSame(before, pod)) return;
      if (pod === undefined) shown.delete(key);
      else shown.set(key, pod);
      if (pod === undefined && before?.uid === assumed.get(key)?.uid) assumed.delete(key);
      settle(key);
    },
    assume(pod) {
      const before = assumed.get(pod.key);
      assumed.set(pod.key, pod);
      settle(pod.key);
      return before;
    },
    forget(uid) {
      const assumption = [...assumed.values()].find((pod) => pod.uid === uid);
      if (assumption === undefined) return undefined;
      assumed.delete(assumption.key);
      settle(assumption.key);
      return assumption;
    },
    beginList() {
      unconfirmed = new Set(assumed.values());
    },
    endList() {
      for (const pod of unconfirmed) {
        if (assumed.get(pod.key) !== pod || shown.has(pod.key)) continue;
        assumed.delete(pod.key);
        settle(pod.key);
      }
      unconfirmed = new Set();
    },
  };
}

/**
 * True where a pod that the cluster shows tells more than what was assumed of the pod of that name: it is the same one and
 * no longer waits, or one that was made later. One that was made earlier is only shown because news are on their way.
 */
function outdates(shown: Pod, assumed: Pod): boolean {
  if (shown.uid !== assumed.uid) return shown.createdAt >= assumed.createdAt;
  return shown.node !== undefined || shown.isFinished;
}

/** True where nothing of a pod has changed. Equal parts are one object, as a rule; where they are not, it counts as changed. */
function isSame(a: Pod, b: Pod): boolean {
  const fields = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a).every(([name, value]) => fields.get(name) === value);
}
