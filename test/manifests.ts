import { globSync, readFileSync } from 'node:fs';
import type { KubernetesObject, V1Deployment, V1Job, V1Pod } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';

/** The objects of YAML text with one document each. Throws over text that is not YAML, or a document without a kind. */
export function objectsOf(text: string): readonly KubernetesObject[] {
  const documents = parseAllDocuments(text, { logLevel: 'error' });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    for (const error of document.errors) throw error;
    const object: KubernetesObject | null = document.toJS();
    if (object === null) return [];
    if (object.kind === undefined) throw new Error(`an object without a kind: ${JSON.stringify(object)}`);
    return [object];
  });
}

/** The objects of all files that match a pattern, in the order of the files' names. */
export function objectsIn(pattern: string): readonly KubernetesObject[] {
  return globSync(pattern)
    .toSorted()
    .flatMap((file) => objectsOf(readFileSync(file, 'utf8')));
}

/** The objects of one kind. The caller says what type those have, as the API server would when it accepted them. */
export function ofKind<T extends KubernetesObject>(
  objects: readonly KubernetesObject[],
  kind: T['kind'],
): readonly T[] {
  return objects.filter((object): object is T => object.kind === kind);
}

/** A pod as the controller manager would make it of a Deployment's template. */
export function podOf({ metadata, spec }: V1Deployment, ordinal: number): V1Pod {
  const name = `${metadata?.name}-${ordinal}`;
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: metadata?.name ?? '',
    uid: `${name}-owner`,
    controller: true,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...spec?.template.metadata,
      name,
      ...(metadata?.namespace === undefined ? {} : { namespace: metadata.namespace }),
      ownerReferences: [owner],
    },
    ...(spec?.template.spec === undefined ? {} : { spec: spec.template.spec }),
  };
}

/** The pod of a Job, as far as it comes from the Job's template. */
export function podOfJob({ metadata, spec }: V1Job): V1Pod {
  const { name = '', namespace = 'default' } = metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...spec?.template.metadata, name, namespace },
    ...(spec?.template.spec === undefined ? {} : { spec: spec.template.spec }),
  };
}
