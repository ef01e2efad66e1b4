import express, { type Request, type Response } from 'express';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { Verb } from '../metrics/registry.ts';
import { createLargeBodyParser } from './large-body.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { createRepeatedParts, type Parse, type ParseSome } from './repeated-parts.ts';

/** From here on, in bytes, nesting is looked at before a body is parsed: brackets alone take 25 ms until here. */
const SUSPICIOUS = 256 * 2 ** 10;

/** From here on, in bytes, a body is parsed on another thread: one takes 50 ms until here. */
const LARGE = 4 * 2 ** 20;

/** Calls back with the JSON value of a request's body, or with what is wrong with it in a sentence. */
export type ReceiveBody = (
  verb: Verb,
  request: Request,
  response: Response,
  done: (body: Result<unknown>) => void,
) => void;

/** Bodies of the largest size that may be in memory at once. */
const MOST_AT_ONCE = 2;

/**
 * Reads bodies of at most `limit` bytes as JSON, whatever their content type says: Go's client always sends JSON. While
 * bodies of twice that size are in memory further ones are refused, and not read.
 *
 * @param parseKnown Parses lists of names faster than JSON.parse, where it can.
 */
export function receiveBody(limit: number, parseKnown?: ParseSome): ReceiveBody {
  const receive = express.raw({ limit, type: () => true });
  const parseLarge = createLargeBodyParser();
  const { readFirst, readAgain } = createRepeatedParts(parse, parseKnown);
  const parsers: Readonly<Record<Verb, Parse>> = {
    filter: readFirst,
    prioritize: readAgain,
    preempt: parse,
    bind: parse,
  };
  let held = 0;
  return (verb, request, response, done) => {
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
      else if (body.length < LARGE) done(read(body, parsers[verb]));
      else
        void parseLarge(body)
          .then(ok, (reason: unknown) => failure(cannotBeRead(reason)))
          .then(done);
    });
  };
}

function read(body: Buffer, parseBody: Parse): Result<unknown> {
  try {
    return ok(parseBody(body));
  } catch (error) {
    return failure(cannotBeRead(error));
  }
}

function parse(json: Buffer): unknown {
  if (json.length >= SUSPICIOUS && isNestedTooDeeply(json)) throw new Error('it is nested too deeply');
  return JSON.parse(json.toString());
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
