import type { Logger } from 'pino';
import type { ApiAnswer } from '../binding/binding-api.ts';
import type { Clock } from '../binding/clock.ts';

/** A Lease, as far as it says who leads. */
export interface LeaderLease {
  /** Empty where nobody does. */
  readonly holder: string;
  /** Milliseconds since the epoch, by the holder's clock. */
  readonly renewedAt: number;
  readonly acquiredAt: number;
  readonly transitions: number;
}

/** A Lease and the version that it was read as. */
export interface StoredLeaderLease extends LeaderLease {
  readonly version: string;
}

/** What leading needs of the API server. Nothing here rejects. */
export interface LeaderApi {
  read(): Promise<ApiAnswer<StoredLeaderLease>>;
  /** Writes in place of a version; undefined to create it. A conflict where another write came first. */
  write(lease: LeaderLease, version: string | undefined): Promise<ApiAnswer<undefined>>;
}

/** One of several replicas, of which at most one leads at a time. */
export interface Leadership {
  /** True while it is certain that no other replica leads. */
  isLeader(): boolean;
  /** Gives the lead away, if it has it, so that another one need not wait. */
  stop(): Promise<void>;
}

/** What leading needs. */
export interface LeadershipOptions {
  readonly api: LeaderApi;
  /** Another one for each replica. */
  readonly identity: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For how long a Lease that nobody renews keeps others out, in milliseconds; client-go's own numbers. */
export const LEASE_MS = 15_000;
/** A leader that has not renewed for so long leads no more. Less than the Lease, so that two never lead at once. */
const RENEW_WITHIN_MS = 10_000;
const RETRY_MS = 2_000;

/**
 * Takes part in the election of a leader, by client-go's rules: who finds a Lease that has not changed for as long as it
 * lasts, by its own clock, takes it; who has it renews it. Clocks of replicas are never compared.
 */
export function takePart({ api, identity, clock, logger }: LeadershipOptions): Leadership {
  const stopping = Promise.withResolvers<void>();
  let isStopped = false;
  /** When this replica last held the Lease for certain: the time before the write that renewed it. */
  let heldAt = Number.NEGATIVE_INFINITY;
  let seen: { readonly version: string; readonly at: number } | undefined;
  let wasLeader = false;

  const isLeader = (): boolean => clock.now() - heldAt < RENEW_WITHIN_MS;

  const tryOnce = async (): Promise<void> => {
    const asked = clock.now();
    const found = await api.read();
    const fresh = { holder: identity, renewedAt: asked, acquiredAt: asked, transitions: 0 };
    if (found.kind === 'not-found') {
      const made = await api.write(fresh, undefined);
      if (made.kind === 'done') heldAt = asked;
      return;
    }
    if (found.kind !== 'done') return;
    const { version, holder, acquiredAt, transitions } = found.value;
    if (seen?.version !== version) seen = { version, at: clock.now() };
    const isOwn = holder === identity;
    const isFree = holder === '' || clock.now() - seen.at >= LEASE_MS;
    if (!isOwn && !isFree) return;
    const next = isOwn ? { ...fresh, acquiredAt, transitions } : { ...fresh, transitions: transitions + 1 };
    const written = await api.write(next, version);
    if (written.kind === 'done') heldAt = asked;
  };

  const run = async (): Promise<void> => {
    while (!isStopped) {
      await tryOnce();
      if (isLeader() !== wasLeader) {
        wasLeader = isLeader();
        logger.info({ identity }, wasLeader ? 'leads: writes Events' : 'does not lead any more');
      }
      await Promise.race([clock.sleep(RETRY_MS), stopping.promise]);
    }
  };
  const ended = run();

  return {
    isLeader,
    async stop() {
      isStopped = true;
      stopping.resolve();
      const led = isLeader();
      heldAt = Number.NEGATIVE_INFINITY;
      await ended;
      if (!led) return;
      heldAt = Number.NEGATIVE_INFINITY;
      const found = await api.read();
      if (found.kind !== 'done' || found.value.holder !== identity) return;
      const { version, ...lease } = found.value;
      await api.write({ ...lease, holder: '' }, version);
    },
  };
}
