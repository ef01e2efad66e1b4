import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readLines } from './lines.ts';

describe('readLines', () => {
  it('finds the same lines wherever the stream is cut into chunks, in a character even', async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat({ max: 40 })), async (lines, sizes) => {
        const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
        const found: string[] = [];
        await readLines(streamOf(bytes, sizes), (some) => found.push(...some));
        assert.deepEqual(found, lines);
      }),
    );
  });

  it('leaves out what is not ended by a line feed: the stream was cut off there', async () => {
    const found: string[] = [];
    await readLines(streamOf(Buffer.from('{"a":1}\n{"b"'), []), (some) => found.push(...some));
    assert.deepEqual(found, ['{"a":1}']);
  });

  it('calls back for a chunk without the end of a line, too', async () => {
    const counts: number[] = [];
    await readLines(streamOf(Buffer.from('"abc"\n"d"\n'), [3]), ({ length }) => counts.push(length));
    assert.deepEqual(counts, [0, 2]);
  });

  it('destroys the stream where the callback throws, and rejects with what it threw', async () => {
    const stream = streamOf(Buffer.from('1\n2\n3\n'), [2, 2]);
    const thrown = new Error('no more');
    let calls = 0;
    const reading = readLines(stream, () => {
      calls++;
      throw thrown;
    });
    await assert.rejects(reading, (error) => error === thrown);
    assert.deepEqual([calls, stream.destroyed], [1, true]);
  });

  it('rejects where the stream fails, and where it ends before its end', async () => {
    const failing = new Readable({ read: () => {} });
    const reading = readLines(failing, () => {});
    failing.destroy(new Error('reset'));
    await assert.rejects(reading, /reset/);
    const cut = new Readable({ read: () => {} });
    const other = readLines(cut, () => {});
    cut.destroy();
    await assert.rejects(other, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
});

function streamOf(bytes: Buffer, sizes: readonly number[]): Readable {
  const chunks: Buffer[] = [];
  let start = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(start, start + size));
    start += size;
  }
  return Readable.from([...chunks, bytes.subarray(start)].filter(({ length }) => length > 0));
}
