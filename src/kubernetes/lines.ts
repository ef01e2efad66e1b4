import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Reads a stream of bytes to its end and calls back with the whole lines of each chunk: with an empty list, too, which
 * tells that the stream is alive. JSON has no line feed inside, but it may have other characters that Node's readline takes
 * for the end of a line. To iterate over the stream would take as long as to parse what it brings.
 *
 * @throws what the stream fails with, and what `onLines` throws; the stream is destroyed then.
 */
export async function readLines(stream: Readable, onLines: (lines: readonly string[]) => void): Promise<void> {
  let rest: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    // What was buffered already still comes.
    if (stream.destroyed) return;
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = chunk.subarray(start, end);
      lines.push(rest.length === 0 ? line.toString() : Buffer.concat([...rest, line]).toString());
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    try {
      onLines(lines);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await finished(stream);
}

const LINE_FEED = 0x0a;
