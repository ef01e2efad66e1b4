import type { KindOfObject } from '../cluster/object-kinds.ts';

/** What is listed and watched: all objects of a kind, or one by its name. */
export interface Resource {
  readonly kind: KindOfObject;
  /** Of the API: `/api/v1/pods`. */
  readonly path: string;
  readonly fieldSelector?: string;
}

/**
 * Everything that slicewise reads of a cluster.
 *
 * @param migConfigMaps `NAMESPACE/NAME` of each ConfigMap with mig-parted configurations.
 */
export function resourcesRead(migConfigMaps: readonly string[]): readonly Resource[] {
  return [
    { kind: 'Node', path: '/api/v1/nodes' },
    { kind: 'Pod', path: '/api/v1/pods' },
    { kind: 'PodDisruptionBudget', path: '/apis/policy/v1/poddisruptionbudgets' },
    { kind: 'ResourceQuota', path: '/api/v1/resourcequotas' },
    ...migConfigMaps.map((key): Resource => {
      const [namespace = '', name = ''] = key.split('/');
      // RBAC allows a list of one name only where the request says that it wants no other.
      return {
        kind: 'ConfigMap',
        path: `/api/v1/namespaces/${namespace}/configmaps`,
        fieldSelector: `metadata.name=${name}`,
      };
    }),
  ];
}
