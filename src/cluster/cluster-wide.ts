import { compareText } from '../../solver/text-order.ts';
import type { Cluster } from './cluster.ts';
import { type DisruptionBudget, readDisruptionBudget } from './disruption-budget.ts';
import { type MigConfigs, readMigConfigs } from './mig-parted.ts';
import type { ClusterObject, KindOfObject } from './object-kinds.ts';
import type { ConfigMapObject } from './objects.ts';
import type { Problem } from './problem.ts';
import { type Quota, readQuotas } from './quota.ts';

/** Objects that belong to no node. */
export type WideObject = Exclude<ClusterObject, { readonly kind: 'Node' | 'Pod' }>;

/** What is in a state beside its nodes and pods. */
export type WideParts = Pick<Cluster, 'disruptionBudgets' | 'quotas' | 'problems' | 'wideObjects'>;

/** Budgets, quotas and mig-parted configurations, and what is wrong with objects of any kind. */
export interface ClusterWide {
  put(change: WideObject, key: string): void;
  remove(kind: WideObject['kind'], key: string): void;
  /** Says what is wrong with an object, in place of what was said of it before. */
  report(kind: KindOfObject, key: string, messages: readonly string[]): void;
  /** The same object until a ConfigMap changes. */
  migConfigs(): MigConfigs;
  /** The same object until something changes. */
  parts(): WideParts;
}

/** Makes one without any object. */
export function createClusterWide(): ClusterWide {
  const budgets = new Map<string, DisruptionBudget>();
  const quotas = new Map<string, readonly Quota[]>();
  const configMaps = new Map<string, ConfigMapObject>();
  const objects = new Map<string, WideObject>();
  const problems = new Map<string, readonly Problem[]>();
  let configs: ReturnType<typeof readMigConfigs> | undefined;
  let parts: WideParts | undefined;

  const readConfigs = (): ReturnType<typeof readMigConfigs> => {
    configs ??= readMigConfigs(inOrder(configMaps));
    return configs;
  };

  return {
    put(change, key) {
      parts = undefined;
      objects.set(`${change.kind} ${key}`, change);
      switch (change.kind) {
        case 'PodDisruptionBudget':
          budgets.set(key, readDisruptionBudget(change.object));
          return;
        case 'ResourceQuota':
          quotas.set(key, readQuotas(change.object));
          return;
        case 'ConfigMap':
          configMaps.set(key, change.object);
          configs = undefined;
          return;
      }
    },
    remove(kind, key) {
      objects.delete(`${kind} ${key}`);
      const read = { PodDisruptionBudget: budgets, ResourceQuota: quotas, ConfigMap: configMaps }[kind];
      if (!read.delete(key)) return;
      parts = undefined;
      if (kind === 'ConfigMap') configs = undefined;
    },
    report(kind, key, messages) {
      const object = `${kind} ${key}`;
      if (messages.length === 0) {
        if (problems.delete(object)) parts = undefined;
        return;
      }
      problems.set(
        object,
        messages.map((message) => ({ object, message })),
      );
      parts = undefined;
    },
    migConfigs: () => readConfigs().configs,
    parts() {
      parts ??= {
        disruptionBudgets: inOrder(budgets),
        quotas: inOrder(quotas).flat(),
        wideObjects: inOrder(objects),
        problems: [...inOrder(problems).flat(), ...readConfigs().problems],
      };
      return parts;
    },
  };
}

/** The values by their keys' order. */
export function inOrder<T>(values: ReadonlyMap<string, T>): readonly T[] {
  return [...values].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}
