/** How long a server waits before it closes a connection, in milliseconds. */
export interface Timeouts {
  /** For the next request. */
  readonly keepAlive: number;
  /** For the headers of a request; the first one's from when the connection was made. */
  readonly headers: number;
  /** For a whole request, counted alike. Node asks that it be no less than for the headers. */
  readonly request: number;
  /** For the rest of a request once its headers are there. */
  readonly body: number;
  /** How often `headers` and `request` are looked at. */
  readonly check: number;
}

/**
 * It must never be the server that closes a connection which Go holds for use, because Go does not send a POST again. Go
 * keeps idle connections for 90 s, also those that it made in reserve and never used: a limit for headers is one for them.
 * A body gets 10 s; kube-scheduler itself gives up after 5 s by default.
 */
export const TIMEOUTS: Timeouts = {
  keepAlive: 100_000,
  headers: 110_000,
  request: 120_000,
  body: 10_000,
  check: 30_000,
};

/** The most that a caller may bring, beside the body. */
export const LIMITS = {
  /** Of a request, together. Go's client sends about 200 bytes, a browser under 4 KiB. */
  headerBytes: 16 * 2 ** 10,
  /** Of a request; what comes after is not looked at. */
  headers: 100,
  /** To one port; further ones are closed at once. kube-scheduler makes one for each call that it has under way. */
  connections: 1000,
} as const;
