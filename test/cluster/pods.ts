import type { V1Pod, V1PodSpec } from '@kubernetes/client-node';
import { resourcesOf } from '../../src/testing/objects.ts';
import { type Api, isStatus } from '../control-plane/api.ts';
import { waitUntil } from '../control-plane/wait.ts';

/** What is special about a pod of a scenario. */
export interface PodText {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Bound by the test itself, to this node. */
  readonly on?: string;
  /** Only nodes of this pool. */
  readonly pool?: string;
  readonly cpu?: string;
  readonly priorityClass?: string;
  /** Seconds that it may take to end; by default it is gone at once, since there is no kubelet. */
  readonly graceSeconds?: number;
  readonly spec?: Partial<V1PodSpec>;
}

/** A pod `namespace/name` that asks for `asks`: `1g.5gb`, `2 x 1g.5gb`, `1g.5gb, 2g.10gb`. */
export function gpuPod(key: string, asks: string, more: PodText = {}): V1Pod {
  const [namespace = '', name = ''] = key.split('/');
  const instances = resourcesOf(asks);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { ...more.labels }, annotations: { ...more.annotations } },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'example.com/model:1',
          resources: { limits: instances, requests: { cpu: more.cpu ?? '100m', ...instances } },
        },
      ],
      terminationGracePeriodSeconds: more.graceSeconds ?? 0,
      ...(more.on === undefined ? {} : { nodeName: more.on }),
      ...(more.pool === undefined ? {} : { nodeSelector: { pool: more.pool } }),
      ...(more.priorityClass === undefined ? {} : { priorityClassName: more.priorityClass }),
      ...more.spec,
    },
  };
}

/** `namespace/name`. */
export function keyOf({ metadata }: V1Pod): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}

/** The node that a pod is bound to. */
export function nodeOf({ spec }: V1Pod): string | undefined {
  return spec?.nodeName;
}

/** What the scheduler last said of a pod that waits: the reason and message of the condition PodScheduled. */
export function verdictOn({ status }: V1Pod): { readonly reason: string; readonly message: string } | undefined {
  const condition = status?.conditions?.find(({ type, status: value }) => type === 'PodScheduled' && value === 'False');
  return condition && { reason: condition.reason ?? '', message: condition.message ?? '' };
}

/** True once a pod is bound, or the scheduler has found no place for it. */
export function isDecided(pod: V1Pod): boolean {
  return nodeOf(pod) !== undefined || verdictOn(pod)?.reason === 'Unschedulable';
}

/** Creates pods, all at once. */
export async function createPods(api: Api, pods: readonly V1Pod[]): Promise<void> {
  await Promise.all(pods.map((pod) => createPod(api, pod)));
}

/** Creates pods however often the API server goes away meanwhile. */
export async function createPodsStubbornly(api: Api, pods: readonly V1Pod[]): Promise<void> {
  const stubbornly = (pod: V1Pod): Promise<void> =>
    waitUntil(`${keyOf(pod)} to be created`, 30_000, async () => {
      try {
        await createPod(api, pod);
      } catch (error) {
        // The answer to an attempt before may have been lost.
        if (!isStatus(error, 409)) throw error;
      }
      return true;
    });
  await Promise.all(pods.map(stubbornly));
}

function createPod(api: Api, body: V1Pod): Promise<V1Pod> {
  return api.core.createNamespacedPod({ namespace: body.metadata?.namespace ?? '', body });
}

/** Deletes pods without giving them time; one that is gone already is fine. */
export async function removePods(api: Api, keys: readonly string[]): Promise<void> {
  await Promise.all(
    keys.map(async (key) => {
      const [namespace = '', name = ''] = key.split('/');
      try {
        await api.core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: 0 });
      } catch (error) {
        if (!isStatus(error, 404)) throw error;
      }
    }),
  );
}

/** Creates namespaces. */
export async function createNamespaces(api: Api, ...names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => api.core.createNamespace({ body: { metadata: { name } } })));
}

/** Creates a PriorityClass for each of these, by name. */
export async function createPriorities(api: Api, values: Readonly<Record<string, number>>): Promise<void> {
  await Promise.all(
    Object.entries(values).map(([name, value]) =>
      api.scheduling.createPriorityClass({ body: { metadata: { name }, value } }),
    ),
  );
}
