import { stringify } from 'yaml';
import { atOnce, type Steps } from '../sliced.ts';
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
  const json = atOnce(snapshotSteps(inventory));
  // Through JSON, because YAML would show that parts of objects are shared.
  return format === 'json' ? json : stringify(JSON.parse(json), { aliasDuplicateObjects: false });
}

/** Objects that are written in one step. */
const STEP = 50;

/** The same list as JSON, written in steps: of a large cluster it is a hundred megabytes. */
export function* snapshotSteps({ nodes, pods, disruptionBudgets, quotas, configMaps }: Inventory): Steps<string> {
  const parts: readonly (readonly [apiVersion: string, kind: string, objects: readonly object[]])[] = [
    ['v1', 'Node', nodes],
    ['v1', 'Pod', pods],
    ['policy/v1', 'PodDisruptionBudget', disruptionBudgets],
    ['v1', 'ResourceQuota', quotas],
    ['v1', 'ConfigMap', configMaps.flatMap(forMigParted)],
  ];
  const items: string[] = [];
  for (const [apiVersion, kind, objects] of parts) {
    for (const [index, object] of objects.entries()) {
      if (index % STEP === 0) yield;
      items.push(JSON.stringify({ apiVersion, kind, ...object }, withoutEmpty, 2).replaceAll('\n', '\n    '));
    }
  }
  const list = items.length === 0 ? '[]' : `[\n    ${items.join(',\n    ')}\n  ]`;
  return `{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": ${list}\n}\n`;
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
