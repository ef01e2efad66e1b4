import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';

/** How often it is looked for late bodies, as a part of the time that they have. */
const CHECKS = 10;

/**
 * Gives up requests whose body is not there in time after their headers, or up to a tenth of it later: 408, and the
 * connection is closed. Node's own limit for a request also closes spare connections that wait for their first one, so it
 * cannot be as short. One timer looks at all: a timer for each request would cost as much as to parse it.
 */
export function limitBodyTime(server: Server, milliseconds: number): void {
  /** The requests under way, the oldest first. */
  const underWay = new Map<IncomingMessage, { readonly response: ServerResponse; readonly until: number }>();
  server.on('request', (request, response) => {
    underWay.set(request, { response, until: performance.now() + milliseconds });
    request.once('close', () => underWay.delete(request));
  });
  const timer = setInterval(() => {
    for (const [request, { response, until }] of underWay) {
      if (until > performance.now()) break;
      // Looked at once. One that was answered before its body came never closes, and would stay for ever.
      underWay.delete(request);
      giveUp(request, response);
    }
  }, milliseconds / CHECKS).unref();
  server.once('close', () => clearInterval(timer));
}

function giveUp(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  if (response.headersSent) request.socket.destroy();
  else response.writeHead(408, { Connection: 'close', 'Content-Length': 0 }).end();
}
