import type { RequestHandler, Response } from 'express';

/** Answers 404, for paths that nothing is served at. */
export const notFound: RequestHandler = (request, response) => {
  refuse(response, 404, 'Not Found', `there is no ${request.method} ${request.path}`);
};

/** Answers 405 with the methods that a path does take, such as `GET, HEAD`. */
export function methodNotAllowed(allowed: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', allowed);
    refuse(response, 405, 'Method Not Allowed', `${request.path} takes ${allowed}, not ${request.method}`);
  };
}

/** Answers with a problem, as RFC 9457 has it. */
export function refuse(response: Response, status: number, title: string, detail: string): void {
  response.status(status).type('application/problem+json').send(JSON.stringify({ title, status, detail }));
}
