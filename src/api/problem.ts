import type { Response } from 'express';
import { z } from 'zod';
import { component } from './schema.ts';

/** Why a request has no answer, as RFC 9457 writes it. */
export const problemSchema = component('Problem', z.object({ title: z.string(), status: z.int(), detail: z.string() }));

const TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  503: 'Service Unavailable',
} as const;

/** Answers with a problem. `detail` is for the caller: a sentence that names what was asked for. */
export function sendProblem(response: Response, status: keyof typeof TITLES, detail: string): void {
  const problem: z.output<typeof problemSchema> = { title: TITLES[status], status, detail };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}
