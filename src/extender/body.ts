import express, { type Request, type Response } from 'express';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { createLargeBodyParser } from './large-body.ts';
import { isNestedTooDeeply } from './nesting.ts';

/** From here on, in bytes, nesting is looked at before a body is parsed: brackets alone take 25 ms until here. */
const SUSPICIOUS = 256 * 2 ** 10;

/** From here on, in bytes, a body is parsed on another thread: one takes 50 ms until here. */
const LARGE = 4 * 2 ** 20;

/** Calls back with the JSON value of a request's body, or with what is wrong with it in a sentence. */
export type ReceiveBody = (request: Request, response: Response, done: (body: Result<unknown>) => void) => void;

/** Bodies of the largest size that may be in memory at once. */
const MOST_AT_ONCE = 2;

/**
 * Reads bodies of at most `limit` bytes as JSON, whatever their content type says: Go's client always sends JSON. While
 * bodies of twice that size are in memory further ones are refused, and not read.
 */
export function receiveBody(limit: number): ReceiveBody {
  const receive = express.raw({ limit, type: () => true });
  const parseLarge = createLargeBodyParser();
  let held = 0;
  return (request, response, done) => {
    const announced = Number(request.headers['content-length'] ?? limit);
    // What says that it is larger than allowed is not read at all.
    const size = announced > limit ? 0 : announced;
    if (held + size > MOST_AT_ONCE * limit) return done(failure('too many large requests come at once'));
    held += size;
    response.once('close', () => {
      held -= size;
    });
    receive(request, response, (error?: unknown) => {
      const body: unknown = request.body;
      if (error !== undefined) done(failure(bodyError(error, limit)));
      else if (!Buffer.isBuffer(body) || body.length === 0) done(failure('the body of the request is empty'));
      else if (body.length < LARGE) done(parse(body));
      else
        void parseLarge(body)
          .then(ok, (reason: unknown) => failure(cannotBeRead(reason)))
          .then(done);
    });
  };
}

function parse(body: Buffer): Result<unknown> {
  if (body.length >= SUSPICIOUS && isNestedTooDeeply(body)) return failure(cannotBeRead('it is nested too deeply'));
  try {
    return ok(JSON.parse(body.toString()));
  } catch (error) {
    return failure(cannotBeRead(error));
  }
}

/** Why a body was not received, in words. */
function bodyError(error: unknown, limit: number): string {
  // body-parser's errors carry a type (`entity.too.large`, `request.aborted`, …), those of a decompressor do not.
  const isTooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
  return isTooLarge ? `the request is too large: --body-limit allows ${limit / 2 ** 20} MiB` : cannotBeRead(error);
}

function cannotBeRead(error: unknown): string {
  return `the request cannot be read: ${error instanceof Error ? error.message : error}`;
}
