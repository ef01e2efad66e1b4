import type { ClusterNode } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';
import type { ApiAnswer, ApiFailure, BindingApi, StoredPod } from './binding-api.ts';
import { type Claim, type Claims, leaseName, readClaims, writeClaims } from './claims.ts';

/**
 * The claims on one node's windows, as one Lease keeps them. It is replaced by compare-and-swap on its version.
 */
export interface Ledger {
  /** The Lease's version; undefined while there is none. */
  readonly version: string | undefined;
  readonly claims: Claims;
}

/** Reads a node's ledger. */
async function readLedger(api: BindingApi, node: string, timeoutMs: number): Promise<ApiAnswer<Ledger>> {
  const name = leaseName(node);
  const lease = await api.getLease(name, timeoutMs);
  if (lease.kind === 'not-found') return { kind: 'done', value: { version: undefined, claims: new Map() } };
  if (lease.kind !== 'done') return lease;
  const claims = readClaims(lease.value.claims);
  return claims.ok
    ? { kind: 'done', value: { version: lease.value.version, claims: claims.value } }
    : { kind: 'refused', message: `Lease ${name}: ${claims.error}` };
}

/** Replaces a node's ledger of this version by one with these claims; a conflict where it has another version by now. */
export async function writeLedger(
  api: BindingApi,
  { name, uid }: ClusterNode,
  { version, claims }: Ledger,
  timeoutMs: number,
): Promise<ApiAnswer<Ledger>> {
  const lease = { name: leaseName(name), version, claims: writeClaims(claims), owner: { name, uid } };
  const written = await api.putLease(lease, timeoutMs);
  return written.kind === 'done' ? { kind: 'done', value: { version: written.value, claims } } : written;
}

/** What a claim's pod says of it: bound to the node, or its Binding is on its way, or will never take effect. */
export type ClaimStanding =
  | { readonly kind: 'bound'; readonly pod: Pod }
  | { readonly kind: 'open' }
  | { readonly kind: 'dead' };

/**
 * Judges a claim by its pod, as the API server has it. A Binding takes effect only while the pod has the version that the
 * claim names, and a pod never has an earlier version again: once it is bound, gone or changed, the claim is settled.
 */
function judgeClaim(uid: string, { version }: Claim, node: string, answer: ApiAnswer<StoredPod>): ClaimStanding {
  if (answer.kind === 'not-found') return { kind: 'dead' };
  // Not known; that is no reason to think that the window is free.
  if (answer.kind !== 'done') return { kind: 'open' };
  const { pod, resourceVersion } = answer.value;
  if (pod.uid !== uid) return { kind: 'dead' };
  if (pod.node === node && !pod.isFinished) return { kind: 'bound', pod };
  return pod.node === undefined && resourceVersion === version ? { kind: 'open' } : { kind: 'dead' };
}

/** What the API server says of a node now. */
export interface Survey {
  /** Only the claims that are still open. */
  readonly ledger: Ledger;
  /** The pods that hold something there. */
  readonly bound: readonly Pod[];
}

/**
 * Reads a node's ledger, and after it the pods that are bound there and those that claim something there. The order
 * matters: whoever took a claim out of the ledger before it was read did so because its pod was bound, gone or changed
 * by then, so that a list made later has every pod of which a claim was there and is no more.
 */
export async function surveyNode(
  api: BindingApi,
  node: string,
  timeLeft: () => number,
): Promise<{ readonly kind: 'done'; readonly value: Survey } | ApiFailure> {
  const ledger = await readLedger(api, node, timeLeft());
  if (ledger.kind !== 'done') return ledger;
  const { version, claims } = ledger.value;
  const [listed, ...standings] = await Promise.all([
    api.listPodsOn(node, timeLeft()),
    ...[...claims].map(async ([uid, claim]) => {
      const [namespace = '', name = ''] = claim.pod.split('/');
      return { uid, claim, standing: judgeClaim(uid, claim, node, await api.getPod(namespace, name, timeLeft())) };
    }),
  ]);
  if (listed.kind !== 'done') return listed;
  const open = standings
    .filter(({ standing }) => standing.kind === 'open')
    .map(({ uid, claim }) => [uid, claim] as const);
  const found = standings.flatMap(({ standing }) => (standing.kind === 'bound' ? [standing.pod] : []));
  const bound = new Map([...listed.value, ...found].map((pod) => [pod.uid, pod]));
  return {
    kind: 'done',
    value: { ledger: { version, claims: new Map(open) }, bound: [...bound.values()].filter((pod) => !pod.isFinished) },
  };
}
