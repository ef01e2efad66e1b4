import { type KubeConfig, type V1Pod, Watch } from '@kubernetes/client-node';
import { keyOf } from './pods.ts';

/** All pods by `namespace/name`. */
export type Pods = ReadonlyMap<string, V1Pod>;

type Listener = (pods: Pods, changed?: V1Pod) => void;

/** The pods of the cluster as a watch of the test's own shows them, change by change. */
export interface PodView {
  pods(): Pods;
  /** Calls this after every change, with the pod that changed where it was one, and once now. */
  onChange(listener: Listener): void;
  /**
   * Waits until the pods are as wanted, and returns them.
   *
   * @param what Completes "waited for ...".
   */
  until(what: string, milliseconds: number, isWanted: (pods: Pods) => boolean): Promise<Pods>;
  stop(): void;
}

/** From the end of one watch to the start of the next, in milliseconds. */
const PAUSE_MS = 200;

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** Follows the pods until it is stopped; a watch that ends starts again from the whole list. */
export function viewPods(config: KubeConfig): PodView {
  const watch = new Watch(config);
  const listeners = new Set<Listener>();
  let pods = new Map<string, V1Pod>();
  let isStopped = false;
  let current: AbortController | undefined;
  let pause: NodeJS.Timeout | undefined;
  void follow();
  return {
    pods: () => pods,
    onChange(listener) {
      listeners.add(listener);
      listener(pods);
    },
    until(what, milliseconds, isWanted) {
      const { promise, resolve, reject } = Promise.withResolvers<Pods>();
      const look = (now: Pods): void => {
        if (isWanted(now)) resolve(now);
      };
      const timer = setTimeout(() => reject(new Error(`waited ${milliseconds} ms for ${what}`)), milliseconds);
      listeners.add(look);
      look(pods);
      return promise.finally(() => {
        clearTimeout(timer);
        listeners.delete(look);
      });
    },
    stop() {
      isStopped = true;
      clearTimeout(pause);
      current?.abort();
    },
  };

  async function follow(): Promise<void> {
    const fresh = new Map<string, V1Pod>();
    let isWhole = false;
    const query = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true };
    const onEvent = (type: string, pod: V1Pod): void => {
      if (type === 'BOOKMARK') isWhole ||= pod.metadata?.annotations?.[INITIAL_EVENTS_END] !== undefined;
      else if (type === 'DELETED') fresh.delete(keyOf(pod));
      else if (type === 'ADDED' || type === 'MODIFIED') fresh.set(keyOf(pod), pod);
      if (!isWhole) return;
      pods = fresh;
      const changed = type === 'BOOKMARK' ? undefined : pod;
      for (const listener of listeners) listener(pods, changed);
    };
    current = await watch.watch('/api/v1/pods', query, onEvent, () => {
      if (!isStopped) pause = setTimeout(() => void follow(), PAUSE_MS);
    });
    if (isStopped) current.abort();
  }
}
