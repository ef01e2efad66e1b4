import { NOT_SYNCED } from '../cluster/state-source.ts';
import { type RejectionCode, rejectionMessages } from '../extender/rejection.ts';

/** ExtenderBindingArgs: which pod to bind to which node. */
export interface BindRequest {
  readonly podName: string;
  readonly podNamespace: string;
  readonly podUid: string;
  readonly node: string;
}

/**
 * Why a pod was not bound. kube-scheduler writes the message to the pod's condition and tries again later, so nothing in it
 * varies. The message of `not-ready` is the one of the state that nothing is decided on, that of `no-room` says why.
 */
export const bindMessages = {
  'not-ready': NOT_SYNCED,
  'no-room': rejectionMessages.full,
  contended: 'mig: other pods were bound at the same time',
  gone: 'mig: pod is gone',
  elsewhere: 'mig: pod is bound to another node',
  late: 'mig: no time left to bind',
  unknown: 'mig: API server did not say whether the pod is bound',
  unreachable: 'mig: API server did not answer',
  failed: 'mig: API server refused, the log of slicewise says why',
} as const;

/** Why a pod was not bound, as metrics and logs name it. */
export type BindFailure = keyof typeof bindMessages;

/** How a bind ended. */
export type BindOutcome =
  | {
      readonly kind: 'bound' | 'already-bound';
      /** The annotation that the pod was bound with; undefined where no instance was chosen for it. */
      readonly placement: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly code: BindFailure;
      readonly message: string;
      /** For the log: what the API server said. */
      readonly detail?: string;
    };

/** An outcome as metrics and logs name it. */
export type BindLabel = BindFailure | 'bound' | 'already-bound';

/** Binds one pod. Never rejects. */
export type Bind = (request: BindRequest) => Promise<BindOutcome>;

/** A bind that failed with the message of its code. */
export function bindFailure(code: BindFailure, detail?: string): BindOutcome {
  return { kind: 'failed', code, message: bindMessages[code], ...(detail === undefined ? {} : { detail }) };
}

/** A bind to a node that does not take the pod. */
export function noRoom(code: RejectionCode): BindOutcome {
  return { kind: 'failed', code: 'no-room', message: rejectionMessages[code] };
}

/** The name of an outcome. */
export function bindLabel(outcome: BindOutcome): BindLabel {
  return outcome.kind === 'failed' ? outcome.code : outcome.kind;
}
