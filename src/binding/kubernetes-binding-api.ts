import { CoordinationV1Api, CoreV1Api, type KubeConfig, type V1Lease } from '@kubernetes/client-node';
import { z } from 'zod';
import { checked } from '../cluster/checked.ts';
import { podSchema } from '../cluster/objects.ts';
import { PLACEMENT_ANNOTATION } from '../cluster/placement-annotation.ts';
import { podName, readPod } from '../cluster/pod.ts';
import type { ApiAnswer, BindingApi, LeaseWrite, StoredPod } from './binding-api.ts';
import { CLAIMS_ANNOTATION } from './claims.ts';
import { createClientCalls } from './client-calls.ts';

/** What binding needs, from an API server. Leases are kept in one namespace, which must be there. */
export function kubernetesBindingApi(config: KubeConfig, leaseNamespace: string): BindingApi {
  const core = config.makeApiClient(CoreV1Api);
  const coordination = config.makeApiClient(CoordinationV1Api);
  const calls = createClientCalls();
  return {
    async getPod(namespace, name, timeoutMs) {
      const answer = await calls.make(timeoutMs, (options) => core.readNamespacedPod({ namespace, name }, options));
      return answer.kind === 'done' ? readStoredPod(answer.value) : answer;
    },
    async listPodsOn(node, timeoutMs) {
      // Without a resourceVersion, the list is no older than the call.
      const fieldSelector = `spec.nodeName=${node}`;
      const answer = await calls.make(timeoutMs, (options) => core.listPodForAllNamespaces({ fieldSelector }, options));
      if (answer.kind !== 'done') return answer;
      const stored = answer.value.items.map(readStoredPod);
      // One that cannot be read is left out of the state, too.
      return { kind: 'done', value: stored.flatMap((pod) => (pod.kind === 'done' ? [pod.value.pod] : [])) };
    },
    async getLease(name, timeoutMs) {
      const answer = await calls.make(timeoutMs, (options) =>
        coordination.readNamespacedLease({ namespace: leaseNamespace, name }, options),
      );
      if (answer.kind !== 'done') return answer;
      const { metadata } = answer.value;
      return {
        kind: 'done',
        value: { version: versionOf(answer.value), claims: metadata?.annotations?.[CLAIMS_ANNOTATION] },
      };
    },
    async putLease(lease, timeoutMs) {
      const { name, version } = lease;
      const namespace = leaseNamespace;
      const body = leaseObject(lease, namespace);
      const answer = await calls.make(timeoutMs, (options) =>
        version === undefined
          ? coordination.createNamespacedLease({ namespace, body }, options)
          : coordination.replaceNamespacedLease({ namespace, name, body }, options),
      );
      return answer.kind === 'done' ? { kind: 'done', value: versionOf(answer.value) } : answer;
    },
    async bind({ pod, node, resourceVersion, placement }, timeoutMs) {
      const { namespace, uid } = pod;
      const name = podName(pod);
      const metadata = {
        name,
        namespace,
        uid,
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        ...(placement === undefined ? {} : { annotations: { [PLACEMENT_ANNOTATION]: placement } }),
      };
      const body = { metadata, target: { apiVersion: 'v1', kind: 'Node', name: node } };
      const answer = await calls.make(timeoutMs, (options) =>
        core.createNamespacedPodBinding({ namespace, name, body }, options),
      );
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
  };
}

const versionSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), deletionTimestamp: z.string().nullish() }),
});

/** A pod as the typed client gives it: dates are objects there, and become text again on their way through JSON. */
function readStoredPod(typed: unknown): ApiAnswer<StoredPod> {
  const json: unknown = JSON.parse(JSON.stringify(typed));
  const object = checked(podSchema, json, 'Pod');
  const version = checked(versionSchema, json, 'Pod');
  if (!object.ok) return { kind: 'refused', message: object.error };
  if (!version.ok) return { kind: 'refused', message: version.error };
  const { resourceVersion, deletionTimestamp } = version.value.metadata;
  try {
    const isDeleting = (deletionTimestamp ?? undefined) !== undefined;
    return { kind: 'done', value: { pod: readPod(object.value), resourceVersion, isDeleting } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'refused', message: `Pod ${object.value.metadata.name}: ${error.message}` };
  }
}

/**
 * With its UID, because the API server makes a Lease that is not there out of a replacement that says only a
 * resourceVersion.
 */
function versionOf({ metadata }: V1Lease): string {
  return `${metadata?.uid} ${metadata?.resourceVersion}`;
}

function leaseObject({ name, version, claims, owner }: LeaseWrite, namespace: string): V1Lease {
  const owners =
    owner.uid === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: owner.name, uid: owner.uid }] };
  const [uid = '', resourceVersion = ''] = version?.split(' ') ?? [];
  return {
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'slicewise' },
      annotations: { [CLAIMS_ANNOTATION]: claims },
      ...owners,
      ...(version === undefined ? {} : { uid, resourceVersion }),
    },
  };
}
