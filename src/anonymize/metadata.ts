import type { PodObject } from '../cluster/objects.ts';
import { renameAnnotations } from './annotations.ts';
import { renameLabels } from './labels.ts';
import type { NameKind, Rename } from './pseudonyms.ts';

type Metadata = PodObject['metadata'];

/** What an object of a kind is called, and all that its metadata says of it. */
export function renameMetadata(kind: NameKind, metadata: Metadata, rename: Rename): Metadata {
  const { name, namespace, uid, labels, annotations, ownerReferences } = metadata;
  return {
    ...metadata,
    name: rename(kind, name),
    namespace: namespace && rename('namespace', namespace),
    uid: uid && rename('uid', uid),
    labels: renameLabels(labels, rename),
    annotations: renameAnnotations(annotations, rename),
    ownerReferences: ownerReferences?.map(({ name: owner, ...rest }) => ({
      ...rest,
      name: owner && rename('owner', owner),
    })),
  };
}
