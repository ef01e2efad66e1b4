import { findNode } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Assumptions, StateSource } from '../cluster/state-source.ts';
import { type BindOutcome, bindFailure } from './outcome.ts';
import type { Posted } from './post-binding.ts';

/** Puts a pod that the API server has bound into the state, where the state does not show it bound there yet. */
export function show(source: StateSource & Assumptions, pod: Pod): void {
  if (!pod.isFinished && !isShown(source, pod)) source.assume(pod);
}

/**
 * True where the state shows a pod on the node that it is bound to. It may refuse to: while its watch still shows an
 * earlier pod of that name.
 */
export function isShown(source: StateSource, { node, uid }: Pod): boolean {
  const cluster = source.cluster();
  const found = cluster === undefined || node === undefined ? undefined : findNode(cluster, node);
  return found?.pods.some((pod) => pod.uid === uid) ?? false;
}

/**
 * The outcome once a Binding was posted for a pod that had been assumed to be bound. What the API server said of the pod
 * takes the place of the assumption; where nothing is known it stays.
 */
export function concluded(source: Assumptions, uid: string, posted: Posted): BindOutcome | { readonly kind: 'again' } {
  switch (posted.kind) {
    case 'bound':
      source.assume(posted.pod);
      return { kind: posted.isNew ? 'bound' : 'already-bound', placement: posted.pod.placement };
    case 'elsewhere':
      source.assume(posted.pod);
      return bindFailure('elsewhere');
    case 'gone':
      source.forget(uid);
      return bindFailure('gone');
    case 'changed':
      source.forget(uid);
      return { kind: 'again' };
    case 'refused':
      source.forget(uid);
      return bindFailure('failed', posted.message);
    case 'unknown':
      return bindFailure('unknown', posted.message);
  }
}
