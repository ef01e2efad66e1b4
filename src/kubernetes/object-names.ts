/** What an object is called, as the API server writes it: `default/web-0`, `node-1`; undefined where it has no name. */
export function keyOf(object: unknown): string | undefined {
  const metadata = metadataOf(object);
  const name = metadata !== undefined && 'name' in metadata ? metadata.name : undefined;
  const namespace = metadata !== undefined && 'namespace' in metadata ? metadata.namespace : undefined;
  if (typeof name !== 'string' || (namespace !== undefined && typeof namespace !== 'string')) return undefined;
  // Joined, the text is one piece; a template would keep its parts beside it, for every object of a cluster.
  return namespace ? [namespace, name].join('/') : name;
}

/** The version of an object as the API server writes it; undefined where it has none. */
export function versionOf(object: unknown): string | undefined {
  const metadata = metadataOf(object);
  const version = metadata !== undefined && 'resourceVersion' in metadata ? metadata.resourceVersion : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** Looked at by hand and not by a schema: it is done several times for each change of each object of a cluster. */
function metadataOf(object: unknown): object | undefined {
  if (typeof object !== 'object' || object === null || !('metadata' in object)) return undefined;
  const { metadata } = object;
  return typeof metadata === 'object' && metadata !== null ? metadata : undefined;
}
