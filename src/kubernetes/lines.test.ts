import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linesOf } from './lines.ts';

describe('linesOf', () => {
  it('finds the same lines wherever the stream is cut into chunks, in a character even', async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat({ max: 40 })), async (lines, sizes) => {
        const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
        const found: string[] = [];
        for await (const some of linesOf(chunksOf(bytes, sizes))) found.push(...some);
        assert.deepEqual(found, lines);
      }),
    );
  });

  it('leaves out what is not ended by a line feed: the stream was cut off there', async () => {
    const found: string[] = [];
    for await (const some of linesOf(chunksOf(Buffer.from('{"a":1}\n{"b"'), []))) found.push(...some);
    assert.deepEqual(found, ['{"a":1}']);
  });
});

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const size of sizes) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
    start += size;
  }
  yield bytes.subarray(start);
}
