import { ok, type Result } from '../../solver/model/result.ts';
import { checked } from './checked.ts';
import {
  type ConfigMapObject,
  configMapSchema,
  type DisruptionBudgetObject,
  disruptionBudgetSchema,
  type NodeObject,
  nodeSchema,
  type PodObject,
  podSchema,
  type ResourceQuotaObject,
  resourceQuotaSchema,
} from './objects.ts';

/** An object of a kind that slicewise reads, trimmed to what it reads of it. */
export type ClusterObject =
  | { readonly kind: 'Node'; readonly object: NodeObject }
  | { readonly kind: 'Pod'; readonly object: PodObject }
  | { readonly kind: 'PodDisruptionBudget'; readonly object: DisruptionBudgetObject }
  | { readonly kind: 'ResourceQuota'; readonly object: ResourceQuotaObject }
  | { readonly kind: 'ConfigMap'; readonly object: ConfigMapObject };

/** The kinds of objects that slicewise reads. */
export type KindOfObject = ClusterObject['kind'];

/** How the objects of each kind are read: the fields that matter are checked, all others dropped. */
const readers: { readonly [Kind in KindOfObject]: (value: unknown) => Result<ClusterObject> } = {
  Node: (value) => tagged(checked(nodeSchema, value), (object) => ({ kind: 'Node', object })),
  Pod: (value) => tagged(checked(podSchema, value), (object) => ({ kind: 'Pod', object })),
  PodDisruptionBudget: (value) =>
    tagged(checked(disruptionBudgetSchema, value), (object) => ({ kind: 'PodDisruptionBudget', object })),
  ResourceQuota: (value) =>
    tagged(checked(resourceQuotaSchema, value), (object) => ({ kind: 'ResourceQuota', object })),
  ConfigMap: (value) => tagged(checked(configMapSchema, value), (object) => ({ kind: 'ConfigMap', object })),
};

/** The kinds that slicewise reads, nodes first. */
export const KINDS: readonly KindOfObject[] = ['Node', 'Pod', 'PodDisruptionBudget', 'ResourceQuota', 'ConfigMap'];

/** Reads an object of a kind; fails with a sentence about the first thing that is wrong, which names the field. */
export function readObject(kind: KindOfObject, value: unknown): Result<ClusterObject> {
  return readers[kind](value);
}

/** What an object is called among those of its kind: `default/web-0`, `node-1`. */
export function keyOf({ kind, object: { metadata } }: ClusterObject): string {
  return kind === 'Node' ? metadata.name : `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

function tagged<T>(read: Result<T>, tag: (object: T) => ClusterObject): Result<ClusterObject> {
  return read.ok ? ok(tag(read.value)) : read;
}
