import { CoordinationV1Api, type KubeConfig, type V1Lease, V1MicroTime } from '@kubernetes/client-node';
import { createClientCalls } from '../binding/client-calls.ts';
import { LEASE_MS, type LeaderApi } from './leader.ts';

const TIMEOUT_MS = 5_000;

/** Who leads, in a Lease of the API server. Its namespace must be there. */
export function leaderLease(config: KubeConfig, namespace: string, name: string): LeaderApi {
  const coordination = config.makeApiClient(CoordinationV1Api);
  const calls = createClientCalls();
  return {
    async read() {
      const answer = await calls.make(TIMEOUT_MS, (options) =>
        coordination.readNamespacedLease({ namespace, name }, options),
      );
      if (answer.kind !== 'done') return answer;
      const { metadata, spec } = answer.value;
      return {
        kind: 'done',
        value: {
          version: metadata?.resourceVersion ?? '',
          holder: spec?.holderIdentity ?? '',
          renewedAt: momentOf(spec?.renewTime),
          acquiredAt: momentOf(spec?.acquireTime),
          transitions: spec?.leaseTransitions ?? 0,
        },
      };
    },
    async write({ holder, renewedAt, acquiredAt, transitions }, version) {
      const body: V1Lease = {
        metadata: {
          name,
          namespace,
          labels: { 'app.kubernetes.io/managed-by': 'slicewise' },
          ...(version === undefined ? {} : { resourceVersion: version }),
        },
        spec: {
          holderIdentity: holder,
          leaseDurationSeconds: LEASE_MS / 1000,
          renewTime: new V1MicroTime(renewedAt),
          acquireTime: new V1MicroTime(acquiredAt),
          leaseTransitions: transitions,
        },
      };
      const answer = await calls.make<V1Lease>(TIMEOUT_MS, (options) =>
        version === undefined
          ? coordination.createNamespacedLease({ namespace, body }, options)
          : coordination.replaceNamespacedLease({ namespace, name, body }, options),
      );
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
  };
}

/** The client types such a time as a date, and gives the text that the API server wrote. */
function momentOf(time: unknown): number {
  if (time instanceof Date) return time.getTime();
  return typeof time === 'string' ? Date.parse(time) || 0 : 0;
}
