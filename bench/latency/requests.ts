import type { Random } from '../cluster/random.ts';

/** Extended resources and how many of each a pod asks for. */
export type Asks = Readonly<Record<string, string>>;

/** The kinds of pods that are scheduled in turn: small and large, for one GPU model or two, and one of two instances. */
export const KINDS_OF_PODS: readonly Asks[] = [
  { 'nvidia.com/mig-1g.10gb': '1' },
  { 'nvidia.com/mig-3g.40gb': '1' },
  { 'nvidia.com/mig-2g.10gb': '1' },
  { 'nvidia.com/mig-2g.12gb': '1' },
  { 'nvidia.com/mig-1g.10gb': '2' },
];

/** Names in an order as kube-scheduler's workers make it: long runs from a random start, shuffled within 16. */
export function schedulerOrder(names: readonly string[], random: Random): readonly string[] {
  const start = random.below(names.length);
  const turned = [...names.slice(start), ...names.slice(0, start)];
  for (let from = 0; from < turned.length; from += 16) {
    const run = turned.slice(from, from + 16);
    for (let left = run.length; left > 0; left--) {
      const [picked = ''] = run.splice(random.below(left), 1);
      turned[from + run.length] = picked;
    }
  }
  return turned;
}

/** ExtenderArgs in names mode, with the pod as kube-scheduler sends it. */
export function extenderArgs(names: readonly string[], asks: Asks): string {
  const resources = { limits: asks, requests: { cpu: '1', memory: '4Gi', ...asks } };
  const pod = {
    metadata: {
      name: 'bench-6f7d8c9b5-x2x4q',
      namespace: 'bench',
      uid: '477224fb-827f-4c0e-8d6b-ac76668f13a5',
      resourceVersion: '213',
      creationTimestamp: '2026-11-20T19:47:05Z',
      labels: { app: 'bench', 'pod-template-hash': '6f7d8c9b5' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'bench-6f7d8c9b5', controller: true }],
    },
    spec: {
      containers: [{ name: 'main', image: 'registry.example/bench:1', resources, imagePullPolicy: 'Always' }],
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  };
  return JSON.stringify({ Pod: pod, Nodes: null, NodeNames: names });
}
