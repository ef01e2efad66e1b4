import type {
  KubernetesObject,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1PolicyRule,
  V1Role,
  V1RoleBinding,
} from '@kubernetes/client-node';
import { ofKind } from '../manifests.ts';

/**
 * What the bindings among these objects allow their subjects, a line each: `SUBJECT, WHERE: what`, where `WHERE` is
 * `cluster` or a namespace. A role that is not among the objects is named as it is.
 */
export function grants(objects: readonly KubernetesObject[]): readonly string[] {
  const roles = ofKind<V1Role>(objects, 'Role');
  const clusterRoles = ofKind<V1ClusterRole>(objects, 'ClusterRole');
  const bindings: readonly (V1ClusterRoleBinding | V1RoleBinding)[] = [
    ...ofKind<V1ClusterRoleBinding>(objects, 'ClusterRoleBinding'),
    ...ofKind<V1RoleBinding>(objects, 'RoleBinding'),
  ];
  return bindings
    .flatMap(({ metadata, roleRef, subjects = [] }) => {
      const isRole = ({ metadata: named }: V1Role | V1ClusterRole): boolean =>
        named?.name === roleRef.name && (roleRef.kind === 'ClusterRole' || named?.namespace === metadata?.namespace);
      const role = (roleRef.kind === 'ClusterRole' ? clusterRoles : roles).find(isRole);
      const what =
        role === undefined ? [`all of ${roleRef.kind} ${roleRef.name}`] : (role.rules ?? []).flatMap(sayings);
      const where = metadata?.namespace ?? 'cluster';
      return subjects.flatMap(({ kind, namespace, name }) =>
        what.map((each) => `${kind} ${namespace}/${name}, ${where}: ${each}`),
      );
    })
    .toSorted();
}

/** A rule, each resource for itself: `get list watch configmaps/NAME`, `get list policy/poddisruptionbudgets`. */
function sayings({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }: V1PolicyRule) {
  const verbsAsked = verbs.toSorted().join(' ');
  const names = resourceNames.length === 0 ? '' : ` named ${resourceNames.join(' ')}`;
  return [
    ...apiGroups.flatMap((group) =>
      resources.map((resource) => `${verbsAsked} ${group === '' ? '' : `${group}/`}${resource}${names}`),
    ),
    ...nonResourceURLs.map((url) => `${verbsAsked} ${url}`),
  ];
}
