import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import { type RunningServer, startServer, TIMEOUTS, type Timeouts } from '../web/server.ts';

/** What the servers have logged so far. */
export const lines: { level: number; msg: string; [key: string]: unknown }[] = [];
const logger = pino({ level: 'info', base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });

/** Starts a server on a free loopback port. */
export function start({
  port = 0,
  timeouts = TIMEOUTS,
}: {
  port?: number;
  timeouts?: Timeouts;
} = {}): Promise<RunningServer> {
  return startServer({
    address: { host: '127.0.0.1', port },
    logger,
    decisions: { policy: policies[0], costs: new Map() },
    pools: {},
    snapshot: 'test.json',
    bodyLimit: 2 ** 20,
    timeouts,
  });
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
