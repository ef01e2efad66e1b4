import type { V1Pod } from '@kubernetes/client-node';
import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { type Api, isStatus } from '../control-plane/api.ts';
import type { Pods, PodView } from './pod-view.ts';
import { keyOf, nodeOf } from './pods.ts';

/** How often is looked again at what could not be done, in milliseconds. */
const AGAIN_MS = 500;

/**
 * Does what the kubelets of all nodes would do: a pod that is bound runs, and one that terminates is gone after a while.
 *
 * @param terminationMs From the request to delete a pod to its end.
 * @returns What ends it.
 */
export function startKubelets(api: Api, view: PodView, terminationMs = 0): () => void {
  const atWork = new Set<string>();
  const asked = new Map<string, number>();
  const look = (pods: Pods): void => {
    for (const pod of pods.values()) {
      const { uid = '', deletionTimestamp } = pod.metadata ?? {};
      if (nodeOf(pod) === undefined) continue;
      if (deletionTimestamp !== undefined) {
        const since = asked.get(uid) ?? performance.now();
        asked.set(uid, since);
        if (performance.now() >= since + terminationMs) work(uid, () => remove(pod));
      } else if (pod.status?.phase === 'Pending') {
        work(uid, () => run(pod));
      }
    }
  };
  view.onChange(look);
  const again = setInterval(() => look(view.pods()), AGAIN_MS);
  return () => clearInterval(again);

  function work(uid: string, task: () => Promise<unknown>): void {
    if (atWork.has(uid)) return;
    atWork.add(uid);
    // Where the API server is away, the next look tries again.
    void task()
      .catch(() => undefined)
      .then(() => atWork.delete(uid));
  }

  function run(pod: V1Pod): Promise<unknown> {
    const { namespace = '', name = '' } = pod.metadata ?? {};
    const body = { status: { phase: 'Running' } };
    return api.core.patchNamespacedPodStatus(
      { namespace, name, body },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
  }

  async function remove(pod: V1Pod): Promise<void> {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    try {
      // All in the body: where there is one, the API server does not look at the query.
      const body = { gracePeriodSeconds: 0, preconditions: { uid } };
      await api.core.deleteNamespacedPod({ namespace, name, body });
    } catch (error) {
      if (!isStatus(error, 404)) throw new Error(`${keyOf(pod)} could not be removed`, { cause: error });
    }
  }
}
