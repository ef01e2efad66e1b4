import { STATUS_CODES } from 'node:http';
import { ApiException, type ConfigurationOptions, Observable, type RequestContext } from '@kubernetes/client-node';
import { z } from 'zod';
import type { ApiAnswer, ApiFailure } from './binding-api.ts';

/** Makes calls of the typed clients on connections that are kept, each with a time limit. */
export interface ClientCalls {
  /** What a call came to; `call` hands the options on to the client. */
  make<T>(timeoutMs: number, call: (options: ConfigurationOptions) => Promise<T>): Promise<ApiAnswer<T>>;
}

/** After a minute certificates are read again, which may have been renewed. */
const KEPT_MS = 60_000;

/**
 * Makes calls of the typed clients. Of itself each would open a connection of its own, because the client makes a pool of
 * connections per call: here they share one, which is replaced once a minute.
 */
export function createClientCalls(): ClientCalls {
  let kept:
    | { readonly pool: NonNullable<ReturnType<RequestContext['getDispatcher']>>; readonly at: number }
    | undefined;
  const share = (request: RequestContext): void => {
    const pool = request.getDispatcher();
    if (pool === undefined) return;
    if (kept === undefined || performance.now() - kept.at > KEPT_MS) kept = { pool, at: performance.now() };
    request.setDispatcher(kept.pool);
  };
  return {
    async make(timeoutMs, call) {
      const pre = (request: RequestContext) => {
        share(request);
        request.setSignal(AbortSignal.timeout(Math.max(1, Math.round(timeoutMs))));
        return new Observable(Promise.resolve(request));
      };
      const middleware = [{ pre, post: <R>(response: R) => new Observable(Promise.resolve(response)) }];
      try {
        return { kind: 'done', value: await call({ middleware, middlewareMergeStrategy: 'append' }) };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

const statusSchema = z.object({ message: z.string() });

/** What an error of the client says of the call. Only the API server's own words are passed on: others may hold a token. */
function failureOf(error: unknown): ApiFailure {
  if (!(error instanceof ApiException)) return { kind: 'unknown', message: `no answer: ${codeOf(error)}` };
  const message = `${error.code}: ${statusMessage(error.body) ?? STATUS_CODES[error.code] ?? 'no reason given'}`;
  if (error.code === 404) return { kind: 'not-found' };
  if (error.code === 409) return { kind: 'conflict', message };
  // A server that ran out of time may have done it all the same.
  return error.code >= 400 && error.code < 500 && error.code !== 408
    ? { kind: 'refused', message }
    : { kind: 'unknown', message };
}

function statusMessage(body: unknown): string | undefined {
  let status = body;
  if (typeof body === 'string') {
    try {
      status = JSON.parse(body);
    } catch {
      return undefined;
    }
  }
  const parsed = statusSchema.safeParse(status);
  return parsed.success ? parsed.data.message : undefined;
}

/** `ECONNREFUSED`, `TimeoutError`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error) return codeOf(cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
