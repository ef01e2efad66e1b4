import type { ServerResponse } from 'node:http';

/** The pages that listen to a stream of server-sent events. */
export interface Viewers {
  readonly count: number;
  /** Begins a stream with these events. False where there are too many already; then nothing has been written. */
  add(response: ServerResponse, first: readonly string[]): boolean;
  /** Sends events to all. Who has not taken much of what came before is cut off, and comes back when it can. */
  send(events: string): void;
  /** Ends all streams. */
  close(): void;
}

/** Most pages at once. Beyond them connections are needed for the verbs. */
const MOST_VIEWERS = 200;

/** Most bytes that wait to be taken by one page. */
const MOST_WAITING = 8 * 2 ** 20;

/** One event in the form of the stream. `data` is on one line. */
export function formatEvent(name: string, data: string, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}

/** Makes an empty set of viewers. */
export function createViewers(): Viewers {
  const viewers = new Set<ServerResponse>();
  return {
    get count() {
      return viewers.size;
    },
    add(response, first) {
      if (viewers.size >= MOST_VIEWERS) return false;
      viewers.add(response);
      response.once('close', () => viewers.delete(response));
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        // A proxy that gathers what comes would hold back the events.
        'X-Accel-Buffering': 'no',
      });
      response.write(`retry: 2000\n\n${first.join('')}`);
      return true;
    },
    send(events) {
      const bytes = Buffer.from(events);
      for (const response of viewers) {
        if (response.writableLength > MOST_WAITING) response.destroy();
        else response.write(bytes);
      }
    },
    close() {
      for (const response of viewers) response.end();
      // Who reads slowly is still there, and nothing may be written to a stream that has ended.
      viewers.clear();
    },
  };
}
