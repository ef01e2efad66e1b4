import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Gives up requests whose body is not there in time after their headers: 408, and the connection is closed. Node's own
 * limit for a request also closes spare connections that wait for their first one, so it cannot be as short.
 */
export function limitBodyTime(server: Server, milliseconds: number): void {
  server.on('request', (request, response) => {
    const timer = setTimeout(() => giveUp(request, response), milliseconds);
    request.once('close', () => clearTimeout(timer));
  });
}

function giveUp(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  if (response.headersSent) request.socket.destroy();
  else response.writeHead(408, { Connection: 'close', 'Content-Length': 0 }).end();
}
