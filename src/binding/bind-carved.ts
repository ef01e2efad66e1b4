import type { LRUCache } from 'lru-cache';
import type { Rater } from '../../solver/placement/rater.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import { writePlacementAnnotation } from '../cluster/placement-annotation.ts';
import type { Assumptions, StateSource } from '../cluster/state-source.ts';
import type { ApiAnswer, BindingApi } from './binding-api.ts';
import { choosePlacement, isFree, type PlacementChoice } from './choose-placement.ts';
import { type Claims, claimsOfPods } from './claims.ts';
import type { Clock } from './clock.ts';
import { concluded, isShown, show } from './conclude.ts';
import { apiFailure, standingOf } from './known-pod.ts';
import { type Ledger, surveyNode, writeLedger } from './ledger.ts';
import { type BindOutcome, type BindRequest, bindFailure, noRoom } from './outcome.ts';
import { boundPod, postBinding } from './post-binding.ts';

/** What one bind works with. */
export interface BindContext {
  readonly api: BindingApi;
  readonly source: StateSource & Assumptions;
  readonly raterOf: (cluster: Cluster) => Rater;
  readonly clock: Clock;
  /**
   * By node: its ledger, where this replica read or wrote it last as far as it knows, and its own state has every pod
   * that was bound there under an earlier version.
   */
  readonly ledgers: LRUCache<string, Ledger>;
  /** Milliseconds until the caller gives up; negative once it has. */
  readonly timeLeft: () => number;
  /** Milliseconds for a last look at the pod, which may go beyond that. */
  readonly lookMs: number;
}

/** `again`: another write came first. Whoever made it got further by it, so that trying again ends. */
export type CarveAttempt = BindOutcome | { readonly kind: 'again' };

/**
 * Tries once to bind a pod to a carve-mode node: chooses its instances, claims them in the node's ledger, and posts the
 * Binding with them. No two attempts on one node may run at once in one process; any number of processes may.
 *
 * Why no two pods get one window. Ledgers change by compare-and-swap, so that claims on a node have an order. Take two
 * of them, A before B, each with a Binding that takes effect sooner or later. When B was written, its author knew the
 * ledger that it replaced, and there A either was or was no more. Where it was, B's windows were chosen beside it. Where
 * it was not, somebody had taken it out who saw A's pod bound, because nothing else but never taking effect takes a
 * claim out: each Binding demands the pod's resourceVersion that its claim names, so a pod that is gone or has changed
 * proves that it failed, however late it arrives. B's author then listed the node's pods after reading the ledger, and
 * had A's pod with its annotation from there; or saw it itself, and has it in its state until the cluster shows it. No
 * clock is compared, and no Binding needs to arrive in time.
 *
 * A pod that asks again while its earlier Binding may still arrive gets the windows of that one: whichever of both takes
 * effect, they are the ones that are claimed.
 */
export async function bindCarved(context: BindContext, request: BindRequest): Promise<CarveAttempt> {
  const { api, source, timeLeft, ledgers } = context;
  if (timeLeft() <= 0) return bindFailure('late');
  const known = await knowNode(context, request.node);
  if (known.kind !== 'done') return apiFailure(known);
  const { ledger, unseen } = known.value;

  // After the ledger, so that a claim of this very pod, which another replica may have made, can be judged by it.
  const standing = standingOf(request, await api.getPod(request.podNamespace, request.podName, timeLeft()));
  if (standing.kind === 'settled') {
    if (standing.stored !== undefined) show(source, standing.stored.pod);
    return standing.outcome;
  }
  const { pod, resourceVersion: version } = standing.stored;
  const cluster = source.cluster();
  const node = cluster === undefined ? undefined : findNode(cluster, request.node);
  if (cluster === undefined || node?.mode !== 'carve') return noRoom('unknown-node');
  const others = new Map(ledger.claims);
  others.delete(pod.uid);
  const taken: Claims = new Map([...others, ...unseen]);
  const earlier = ledger.claims.get(pod.uid);
  const mayStillArrive = earlier?.version === version;
  if (mayStillArrive && !isFree(node, taken, earlier.placements)) return bindFailure('contended');
  const choice: PlacementChoice = mayStillArrive
    ? { kind: 'placed', placements: earlier.placements }
    : choosePlacement({ node, pod, claims: taken, rater: context.raterOf(cluster) });
  if (choice.kind === 'rejected') return noRoom(choice.code);

  const { placements } = choice;
  const placement = writePlacementAnnotation(placements);
  source.assume(boundPod(pod, request.node, placement));
  const at = new Date(context.clock.now()).toISOString();
  const claims: Claims = new Map(others).set(pod.uid, { pod: pod.key, version, placements, at });
  ledgers.delete(request.node);
  const written = await writeLedger(api, node, { version: ledger.version, claims }, timeLeft());
  if (written.kind !== 'done') {
    source.forget(pod.uid);
    // Where it is not known whether the claim was written, the ledger will tell: nothing was posted yet.
    return written.kind === 'conflict' || written.kind === 'unknown' ? { kind: 'again' } : apiFailure(written);
  }
  if (timeLeft() <= 0) {
    source.forget(pod.uid);
    return bindFailure('late');
  }
  const posted = await postBinding(
    api,
    { pod, node: request.node, resourceVersion: version, placement },
    { post: timeLeft(), look: context.lookMs },
  );
  // The claim goes with the next write of the ledger. In any other case the next one reads all of it anew.
  const outcome = concluded(source, pod.uid, posted);
  if (posted.kind === 'bound' && unseen.size === 0 && isShown(source, posted.pod)) {
    ledgers.set(request.node, { version: written.value.version, claims: others });
  }
  return outcome;
}

/** A node's ledger, and what else must be known of it before a placement is chosen. */
interface KnownNode {
  readonly ledger: Ledger;
  /** Pods that are bound there although the state will not show them, in the form of claims. */
  readonly unseen: Claims;
}

/** The ledger as this replica left it, or as it is read; then every pod that is bound to the node is put into the state. */
async function knowNode({ api, source, ledgers, timeLeft }: BindContext, node: string): Promise<ApiAnswer<KnownNode>> {
  const remembered = ledgers.get(node);
  // Open claims are looked at anew each time, or nobody would ever find them settled.
  if (remembered !== undefined && remembered.claims.size === 0) {
    return { kind: 'done', value: { ledger: remembered, unseen: new Map() } };
  }
  const survey = await surveyNode(api, node, timeLeft);
  if (survey.kind !== 'done') return survey;
  const { ledger, bound } = survey.value;
  for (const pod of bound) show(source, pod);
  const unseen = bound.filter((pod) => !isShown(source, pod));
  if (unseen.length === 0) ledgers.set(node, ledger);
  return { kind: 'done', value: { ledger, unseen: claimsOfPods(unseen) } };
}
