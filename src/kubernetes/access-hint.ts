import { ApiError } from './api-error.ts';

/** What one needs to be allowed: `list` for an answer, `list,watch` to follow a cluster. */
export type NeededVerbs = 'list' | 'list,watch';

/**
 * What an administrator can do about an answer that says that something may not be read; undefined of any other error. It
 * names the whole rule: who lacks one resource mostly lacks the others, too.
 */
export function forbiddenHint(error: unknown, verbs: NeededVerbs): string | undefined {
  if (!(error instanceof ApiError) || error.status !== 403) return undefined;
  const reads = verbs === 'list' ? 'lists' : 'lists and watches';
  return (
    `slicewise ${reads} nodes, pods, resourcequotas and poddisruptionbudgets of all namespaces, which an administrator can ` +
    `allow: kubectl create clusterrole slicewise-reader --verb=${verbs} --resource=nodes,pods,resourcequotas,poddisruptionbudgets.policy`
  );
}

/** The same of an answer that says that nobody is known by these credentials. */
export function unknownCallerHint(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.status !== 401) return undefined;
  return 'the API server does not accept the credentials: they may have expired, or be those of another cluster';
}
