import { EventsV1Api, type EventsV1Event, type KubeConfig, V1MicroTime } from '@kubernetes/client-node';
import type { EventApi } from '../advisor/recommendation-events.ts';
import { createClientCalls } from '../binding/client-calls.ts';

const TIMEOUT_MS = 5_000;
/** Events about what has no namespace are kept in this one. */
const NAMESPACE = 'default';
const CONTROLLER = 'slicewise.dev/advisor';

/** Events about nodes, in events.k8s.io/v1. `instance` names this replica. */
export function nodeEvents(config: KubeConfig, instance: string): EventApi {
  const events = config.makeApiClient(EventsV1Api);
  const calls = createClientCalls();
  return {
    async create({ node, reason, note }, at) {
      // Named as client-go names them: the object and a number that no other Event of it has.
      const name = `${node}.${(BigInt(at) * 1_000_000n + BigInt(Math.floor(Math.random() * 1e6))).toString(16)}`;
      const body: EventsV1Event = {
        metadata: { name, namespace: NAMESPACE },
        eventTime: new V1MicroTime(at),
        type: 'Normal',
        reason,
        action: 'Recommend',
        note,
        // The kubelet names a node by its name where others have a UID, and "kubectl describe node" looks for that.
        regarding: { apiVersion: 'v1', kind: 'Node', name: node, uid: node },
        reportingController: CONTROLLER,
        reportingInstance: instance,
      };
      const answer = await calls.make<EventsV1Event>(TIMEOUT_MS, (options) =>
        events.createNamespacedEvent({ namespace: NAMESPACE, body }, options),
      );
      return answer.kind === 'done' ? { kind: 'done', value: name } : answer;
    },
    async repeat(name, count, at) {
      const series = { count, lastObservedTime: new V1MicroTime(at).toISOString() };
      const body = [{ op: 'add', path: '/series', value: series }];
      const answer = await calls.make<EventsV1Event>(TIMEOUT_MS, (options) =>
        events.patchNamespacedEvent({ namespace: NAMESPACE, name, body }, options),
      );
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
  };
}
