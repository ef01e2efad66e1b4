import { createClusterStore } from '../cluster/cluster-store.ts';
import { nodeSchema } from '../cluster/objects.ts';
import type { Assumptions, StateSource } from '../cluster/state-source.ts';
import type { FakeBindingServer, FakePod } from './fake-binding-server.ts';

/** What a replica sees of a fake API server: as much as was shown to it, and what it assumes. */
export interface SeenCluster extends StateSource, Assumptions {
  /** Takes a look now; the function that comes back puts it into the state, unless a later look came first. */
  look(): () => void;
}

/** Sees nodes that never change, and the pods of a fake API server. No pod is seen before `look`. */
export function seeCluster(server: FakeBindingServer, ...nodes: readonly object[]): SeenCluster {
  const store = createClusterStore();
  for (const node of nodes) store.put({ kind: 'Node', object: nodeSchema.parse(node) });
  store.settle();
  let seen: { readonly pods: ReadonlyMap<string, FakePod>; readonly version: number } = { pods: new Map(), version: 0 };
  return {
    origin: { kind: 'live', server: 'https://127.0.0.1' },
    cluster: () => store.cluster,
    ageSeconds: () => 0,
    obstacle: () => undefined,
    troubles: () => [],
    inventory: () => Promise.reject(new Error('nobody asks')),
    assume: store.assume,
    forget: store.forget,
    look() {
      const now = { pods: new Map(server.pods), version: server.version };
      return () => {
        if (now.version < seen.version) return;
        for (const key of seen.pods.keys()) if (!now.pods.has(key)) store.remove('Pod', key);
        for (const [key, pod] of now.pods) {
          if (seen.pods.get(key) !== pod) store.put({ kind: 'Pod', object: pod.object });
        }
        seen = now;
        store.settle();
      };
    },
  };
}
