import type { Cluster } from '../cluster/cluster.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import { NOT_SYNCED, type Origin, type StateSource } from '../cluster/state-source.ts';

/** A source whose states a test shows. */
export interface ShownState extends StateSource {
  show(cluster: Cluster): void;
  /** How old the state is from now on, and what stands against deciding on it. */
  age(seconds: number, obstacle?: string): void;
}

/** Makes a source that shows this cluster, or none until one is shown. */
export function shownState({
  origin = { kind: 'snapshot', file: 'test.json' },
  cluster,
  inventory,
}: {
  readonly origin?: Origin;
  readonly cluster?: Cluster;
  readonly inventory?: Inventory | undefined;
} = {}): ShownState {
  let shown = cluster;
  let age = 0;
  let obstacle: string | undefined;
  return {
    origin,
    cluster: () => shown,
    ageSeconds: () => (shown === undefined ? undefined : age),
    obstacle: () => (shown === undefined ? NOT_SYNCED : obstacle),
    troubles: () => [],
    inventory: () =>
      inventory === undefined ? Promise.reject(new Error('none is shown')) : Promise.resolve(inventory),
    show(next) {
      shown = next;
    },
    age(seconds, reason) {
      age = seconds;
      obstacle = reason;
    },
  };
}
