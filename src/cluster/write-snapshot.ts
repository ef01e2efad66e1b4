import { stringify } from 'yaml';
import { holdsMigConfigs } from './mig-parted.ts';
import type { ConfigMapObject } from './objects.ts';
import type { Inventory } from './snapshot.ts';

/** The forms in which a snapshot is written. */
export type SnapshotFormat = 'json' | 'yaml';

/**
 * Writes objects as the list that `kubectl get … -o json` prints, trimmed to what slicewise reads; of ConfigMaps only what
 * is meant for mig-parted. Read again it makes the same state.
 */
export function writeSnapshot(inventory: Inventory, format: SnapshotFormat): string {
  const { nodes, pods, disruptionBudgets, quotas, configMaps } = inventory;
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      ...nodes.map((object) => ({ apiVersion: 'v1', kind: 'Node', ...object })),
      ...pods.map((object) => ({ apiVersion: 'v1', kind: 'Pod', ...object })),
      ...disruptionBudgets.map((object) => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', ...object })),
      ...quotas.map((object) => ({ apiVersion: 'v1', kind: 'ResourceQuota', ...object })),
      ...configMaps.flatMap(forMigParted).map((object) => ({ apiVersion: 'v1', kind: 'ConfigMap', ...object })),
    ],
  };
  const json = JSON.stringify(list, withoutEmpty, 2);
  // Through JSON, because YAML would show that parts of objects are shared.
  return format === 'json' ? `${json}\n` : stringify(JSON.parse(json), { aliasDuplicateObjects: false });
}

/** Dictionaries that are there whether something is in them or not. */
const ALWAYS_THERE = new Set(['labels', 'annotations', 'nodeSelector', 'matchLabels']);

function withoutEmpty(key: string, value: unknown): unknown {
  if (value === null) return undefined;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty && ALWAYS_THERE.has(key) ? undefined : value;
}

function forMigParted({ metadata, data }: ConfigMapObject): readonly ConfigMapObject[] {
  const kept = Object.entries(data).filter(([, text]) => holdsMigConfigs(text));
  return kept.length === 0 ? [] : [{ metadata, data: Object.fromEntries(kept) }];
}
