import type { ApiAnswer, ApiFailure, StoredPod } from './binding-api.ts';
import { type BindOutcome, type BindRequest, bindFailure } from './outcome.ts';

/** Whether a pod can be bound as asked, by what the API server has of it. */
export type Standing =
  | { readonly kind: 'waits'; readonly stored: StoredPod }
  /** Nothing is left to do; `stored` where the pod is bound. */
  | { readonly kind: 'settled'; readonly outcome: BindOutcome; readonly stored?: StoredPod };

/** Reads a pod's standing. That it is bound to the node already is a success: kube-scheduler may ask twice. */
export function standingOf({ podUid, node }: BindRequest, answer: ApiAnswer<StoredPod>): Standing {
  if (answer.kind === 'not-found') return { kind: 'settled', outcome: bindFailure('gone') };
  if (answer.kind !== 'done') return { kind: 'settled', outcome: apiFailure(answer) };
  const stored = answer.value;
  const { pod, isDeleting } = stored;
  if (pod.uid !== podUid) return { kind: 'settled', outcome: bindFailure('gone') };
  if (pod.node === node)
    return { kind: 'settled', outcome: { kind: 'already-bound', placement: pod.placement }, stored };
  if (pod.node !== undefined) return { kind: 'settled', outcome: bindFailure('elsewhere'), stored };
  if (isDeleting || pod.isFinished) return { kind: 'settled', outcome: bindFailure('gone') };
  return { kind: 'waits', stored };
}

/** The outcome where a call that binding cannot do without failed. */
export function apiFailure(failure: ApiFailure): BindOutcome {
  switch (failure.kind) {
    case 'unknown':
      return bindFailure('unreachable', failure.message);
    case 'not-found':
      return bindFailure('failed', 'not found');
    case 'conflict':
    case 'refused':
      return bindFailure('failed', failure.message);
  }
}
