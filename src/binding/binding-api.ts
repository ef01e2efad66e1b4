import type { Pod } from '../cluster/pod.ts';

/** Why a call of the API server has no result. Messages hold no credentials. */
export type ApiFailure =
  /** 409: another write came first, or what the call demanded of the object is not so. It had no effect. */
  | { readonly kind: 'conflict'; readonly message: string }
  /** 404. It had no effect. */
  | { readonly kind: 'not-found' }
  /** Any other refusal. It had no effect. */
  | { readonly kind: 'refused'; readonly message: string }
  /** No answer, or one that leaves it open: the call may have had its effect, or have it later. */
  | { readonly kind: 'unknown'; readonly message: string };

/** What a call of the API server came to. */
export type ApiAnswer<T> = { readonly kind: 'done'; readonly value: T } | ApiFailure;

/** A pod as the API server holds it. */
export interface StoredPod {
  readonly pod: Pod;
  readonly resourceVersion: string;
  /** Has a deletion timestamp. */
  readonly isDeleting: boolean;
}

/** A Binding to be posted. The API server makes its conditions and its write one step. */
export interface BindingWrite {
  readonly pod: Pod;
  readonly node: string;
  /** The pod must have this version still; undefined where any will do. Its UID must be the pod's in either case. */
  readonly resourceVersion: string | undefined;
  /** Becomes the pod's annotation in the same write that binds it; undefined for none. */
  readonly placement: string | undefined;
}

/** A Lease, as far as it keeps a ledger. */
export interface StoredLease {
  /** Another one after every write, also where the Lease was deleted and made anew. */
  readonly version: string;
  /** The annotation with the claims. */
  readonly claims: string | undefined;
}

/** A Lease to be written. */
export interface LeaseWrite {
  readonly name: string;
  /** The version that it replaces; undefined to create it. */
  readonly version: string | undefined;
  readonly claims: string;
  /** The Node that it goes with. */
  readonly owner: { readonly name: string; readonly uid: string | undefined };
}

/** What binding needs of the API server. Nothing here throws or rejects; reads are of what etcd holds now. */
export interface BindingApi {
  getPod(namespace: string, name: string, timeoutMs: number): Promise<ApiAnswer<StoredPod>>;
  /** The pods bound to a node. */
  listPodsOn(node: string, timeoutMs: number): Promise<ApiAnswer<readonly Pod[]>>;
  getLease(name: string, timeoutMs: number): Promise<ApiAnswer<StoredLease>>;
  /** The version that was written. */
  putLease(lease: LeaseWrite, timeoutMs: number): Promise<ApiAnswer<string>>;
  bind(binding: BindingWrite, timeoutMs: number): Promise<ApiAnswer<undefined>>;
}
