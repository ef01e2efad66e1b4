import type { ConfigMapName } from '../cluster/mig-parted.ts';
import type { KindOfObject } from '../cluster/object-kinds.ts';

/** What is listed and watched: all objects of a kind, or one by its name. */
export interface Resource {
  readonly kind: KindOfObject;
  /** Of the API: `/api/v1/pods`. */
  readonly path: string;
  readonly fieldSelector?: string;
  /** True for what can be done without where it may not be read. */
  readonly isOptional?: boolean;
}

/**
 * Everything that slicewise reads of a cluster.
 *
 * @param migConfigMaps Those with mig-parted configurations.
 */
export function resourcesRead(migConfigMaps: readonly ConfigMapName[]): readonly Resource[] {
  return [
    { kind: 'Node', path: '/api/v1/nodes' },
    { kind: 'Pod', path: '/api/v1/pods' },
    { kind: 'PodDisruptionBudget', path: '/apis/policy/v1/poddisruptionbudgets' },
    { kind: 'ResourceQuota', path: '/api/v1/resourcequotas' },
    ...migConfigMaps.map(migConfigMapOf),
  ];
}

/** One ConfigMap with mig-parted configurations: what it tells can be worked out from counts, if need be. */
export function migConfigMapOf({ namespace, name }: ConfigMapName): Resource {
  // RBAC allows a list of one name only where the request says that it wants no other.
  return {
    kind: 'ConfigMap',
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    fieldSelector: `metadata.name=${name}`,
    isOptional: true,
  };
}
