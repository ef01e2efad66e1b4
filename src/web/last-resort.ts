import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';

/**
 * Answers where a route failed in a way that nobody foresaw, as RFC 9457 asks. Express itself would show the stack to the
 * caller, and print it past the logger.
 */
export function lastResort(logger: Logger): ErrorRequestHandler {
  return (error: unknown, { method, path, socket }, response, _next) => {
    logger.error({ method, path, err: error }, 'internal error');
    if (response.headersSent) {
      socket.destroy();
      return;
    }
    response
      .status(500)
      .type('application/problem+json')
      .send(JSON.stringify({ title: 'Internal Server Error', status: 500, detail: 'see the log of slicewise' }));
  };
}
