import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Assumptions, StateSource } from '../cluster/state-source.ts';
import type { Session } from '../extender/session.ts';
import { bindCarved } from './bind-carved.ts';
import type { BindingApi } from './binding-api.ts';
import { type Clock, systemClock } from './clock.ts';
import { concluded, show } from './conclude.ts';
import { standingOf } from './known-pod.ts';
import type { Ledger } from './ledger.ts';
import { type Bind, type BindOutcome, type BindRequest, bindFailure, noRoom } from './outcome.ts';
import { boundPod, postBinding } from './post-binding.ts';
import { createTurns } from './turns.ts';

/** What binding needs. */
export interface BinderOptions {
  readonly api: BindingApi;
  readonly source: StateSource & Assumptions;
  /** As the other verbs have them, so that all decide alike. */
  readonly sessions: (cluster: Cluster) => Session;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Milliseconds within which a bind is answered, one last look at the pod apart. */
  readonly budgetMs?: number;
}

/** kube-scheduler gives up after 5 s by default. */
const BUDGET_MS = 4_000;
const LOOK_MS = 800;

/** How often a bind begins anew because another write came first. */
const MOST_TRIES = 10;

/** Nodes whose ledgers are remembered. */
const LEDGERS = 10_000;

/** After how long, in milliseconds, a pod is looked at again of which it is not known whether it is bound. */
const LOOKS_AGAIN = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/**
 * Makes the function that binds pods. On a carve-mode node a pod gets the best instances at the newest state; everywhere
 * else it is bound as kube-scheduler would do it. Other answers count a pod as bound from the moment its Binding is about
 * to be posted. Binds of different pods to different nodes run side by side.
 */
export function createBinder(options: BinderOptions): Bind {
  const { api, source, sessions, logger, clock = systemClock, budgetMs = BUDGET_MS } = options;
  const ofPod = createTurns();
  const ofNode = createTurns();
  const ledgers = new LRUCache<string, Ledger>({ max: LEDGERS });
  /** By UID: the bind that left it open whether the pod is bound, which is assumed meanwhile. */
  const unsettled = new Map<string, symbol>();

  return async (request) => {
    const deadline = clock.now() + budgetMs;
    const timeLeft = (): number => deadline - clock.now();
    try {
      return await ofPod(request.podUid, () => bind(request, timeLeft));
    } catch (error) {
      logger.error({ err: error, podUID: request.podUid, node: request.node }, 'bind failed');
      return bindFailure('failed', 'internal error');
    }
  };

  async function bind(request: BindRequest, timeLeft: () => number): Promise<BindOutcome> {
    if (unsettled.delete(request.podUid)) source.forget(request.podUid);
    const cluster = source.cluster();
    const obstacle = source.obstacle();
    if (cluster === undefined || obstacle !== undefined) {
      const outcome = bindFailure('not-ready');
      return obstacle === undefined || outcome.kind !== 'failed' ? outcome : { ...outcome, message: obstacle };
    }
    const node = findNode(cluster, request.node);
    if (node === undefined) return noRoom('unknown-node');
    if (timeLeft() <= 0) return bindFailure('late');

    let pod = waitingPod(cluster, request);
    if (pod === undefined) {
      const standing = standingOf(request, await api.getPod(request.podNamespace, request.podName, timeLeft()));
      if (standing.kind === 'settled') {
        if (standing.stored !== undefined) show(source, standing.stored.pod);
        return standing.outcome;
      }
      pod = standing.stored.pod;
    }
    const outcome = isCarvedFor(node, pod) ? await carve(request, timeLeft) : await bindAsItIs(pod, request, timeLeft);
    if (outcome.kind === 'failed' && outcome.code === 'unknown') settleLater(request);
    return outcome;
  }

  async function carve(request: BindRequest, timeLeft: () => number): Promise<BindOutcome> {
    const raterOf = (cluster: Cluster) => sessions(cluster).rater;
    const context = { api, source, raterOf, clock, ledgers, timeLeft, lookMs: LOOK_MS };
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const outcome = await ofNode(request.node, () => bindCarved(context, request));
      if (outcome.kind !== 'again') return outcome;
    }
    return bindFailure('contended');
  }

  /** Without instances of its own choice: in static mode the device plugin picks them, and Kubernetes counts them. */
  async function bindAsItIs(pod: Pod, { node }: BindRequest, timeLeft: () => number): Promise<BindOutcome> {
    source.assume(boundPod(pod, node, undefined));
    const binding = { pod, node, resourceVersion: undefined, placement: undefined };
    const posted = await postBinding(api, binding, { post: timeLeft(), look: LOOK_MS });
    const outcome = concluded(source, pod.uid, posted);
    return outcome.kind === 'again' ? bindFailure('contended') : outcome;
  }

  /** Finds out in the background whether a pod was bound; what is assumed of it does not stay for ever. */
  function settleLater({ podUid, podNamespace, podName, node }: BindRequest): void {
    const mine = Symbol(podUid);
    unsettled.set(podUid, mine);
    const isOver = (): boolean => unsettled.get(podUid) !== mine;
    const look = async (): Promise<void> => {
      const answer = await api.getPod(podNamespace, podName, LOOK_MS);
      if (isOver()) return;
      const found = answer.kind === 'done' && answer.value.pod.uid === podUid ? answer.value.pod : undefined;
      const isGone = answer.kind === 'not-found' || (answer.kind === 'done' && found === undefined);
      if (found?.node === undefined && !isGone) return;
      unsettled.delete(podUid);
      if (found === undefined || found.isFinished) source.forget(podUid);
      else source.assume(found);
    };
    const settle = async (): Promise<void> => {
      for (const delay of LOOKS_AGAIN) {
        await clock.sleep(delay);
        if (!isOver()) await ofPod(podUid, look);
        if (isOver()) return;
      }
      unsettled.delete(podUid);
      source.forget(podUid);
      logger.warn({ podUID: podUid, node }, 'gave up waiting for a pod to be bound');
    };
    settle().catch((error: unknown) => logger.error({ err: error, podUID: podUid }, 'bind not settled'));
  }
}

/** The pod as the state has it, where it has it waiting to be bound. */
function waitingPod(cluster: Cluster, { podNamespace, podName, podUid }: BindRequest): Pod | undefined {
  const pod = cluster.pods.get(`${podNamespace}/${podName}`);
  return pod?.uid === podUid && pod.node === undefined && !pod.isFinished ? pod : undefined;
}

/** True where a pod's instances are to be created on a node, or it asks for some that the node does not have. */
function isCarvedFor(node: ClusterNode, pod: Pod): boolean {
  if (node.mode !== 'carve') return false;
  const asked = requestOnNode(node, pod);
  return asked.kind === 'unknown' || asked.request.length > 0;
}
