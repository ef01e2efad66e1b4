import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import type { Origin } from '../cluster/state-source.ts';
import { type AdvisorSettings, type RunningServer, type ServerOptions, startServer } from '../web/server.ts';
import { type ShownState, shownState } from './shown-state.ts';

/** What the servers have logged so far. */
export const lines: { level: number; msg: string; [key: string]: unknown }[] = [];
const logger = pino({ level: 'info', base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });

/** A server whose states a test shows. */
export interface ShownServer extends RunningServer, Pick<ShownState, 'show' | 'age'> {
  /** Where its extender is. */
  readonly url: string;
}

/** What a test may ask of its server; the rest is as small as it can be. */
export interface StartOptions
  extends Partial<Pick<ServerOptions, 'tls' | 'tlsTiming' | 'mapTiming' | 'timeouts' | 'bodyLimit'>> {
  readonly port?: number;
  /** With a port of its own for probes, metrics and pages. */
  readonly operations?: boolean;
  readonly origin?: Origin;
  readonly inventory?: Inventory;
  /** How often the advisor looks, in milliseconds; by default never after the start. */
  readonly everyMs?: number;
}

/** An advisor that looks once, at the start. */
export const ADVISOR: AdvisorSettings = {
  threshold: 0.2,
  hysteresis: 0.05,
  holdMs: 0,
  coolDownMs: 0,
  maxMoves: 2,
  capacityShare: 0.75,
  timeLimitMs: 20_000,
  events: false,
  everyMs: 3_600_000,
};

/** Starts a server on a free loopback port. */
export async function start({
  port = 0,
  operations,
  origin,
  inventory,
  everyMs,
  ...options
}: StartOptions = {}): Promise<ShownServer> {
  const source = shownState({ inventory, ...(origin === undefined ? {} : { origin }) });
  const server = await startServer({
    address: { host: '127.0.0.1', port },
    tls: undefined,
    operations: operations ? { host: '127.0.0.1', port: 0 } : undefined,
    logger,
    decisions: { policy: policies[0], costs: new Map() },
    pools: {},
    advisor: everyMs === undefined ? ADVISOR : { ...ADVISOR, everyMs },
    source,
    bodyLimit: 2 ** 20,
    ...options,
  });
  return { ...server, url: server.extender.url, show: source.show, age: source.age };
}

/** Posts a body and reads the answer, which is JSON. */
export async function post(url: string, body: string | object, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

/** A captured request, by its name. */
export function wire(name: string): string {
  return readFileSync(new URL(`../../fixtures/wire/${name}.json`, import.meta.url), 'utf8');
}
