import express, { type RequestHandler } from 'express';
import { failure, ok, type Result } from '../../solver/model/result.ts';

/** Reads a body of at most `limit` bytes as text, whatever its content type says: Go's client always sends JSON. */
export function receiveBody(limit: number): RequestHandler {
  return express.text({ limit, type: () => true });
}

/** The JSON value of a body that `receiveBody` read; undefined is what it leaves where there was none. */
export function parseBody(body: unknown): Result<unknown> {
  if (typeof body !== 'string' || body === '') return failure('the body of the request is empty');
  try {
    return ok(JSON.parse(body));
  } catch (error) {
    return failure(cannotBeRead(error));
  }
}

/** Why `receiveBody` failed, in words. */
export function bodyError(error: unknown, limit: number): string {
  // body-parser's errors carry a type (`entity.too.large`, `request.aborted`, …), those of a decompressor do not.
  const isTooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
  return isTooLarge ? `the request is too large: --body-limit allows ${limit / 2 ** 20} MiB` : cannotBeRead(error);
}

function cannotBeRead(error: unknown): string {
  return `the request cannot be read: ${error instanceof Error ? error.message : error}`;
}
