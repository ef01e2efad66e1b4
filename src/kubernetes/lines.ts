/**
 * Splits a stream of bytes into lines. JSON has no line feed inside, but it may have other characters that Node's readline
 * takes for the end of a line.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = chunk.subarray(start, end);
      lines.push(rest.length === 0 ? line.toString() : Buffer.concat([...rest, line]).toString());
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    // An empty list, too: it tells that the stream is alive.
    yield lines;
  }
}

const LINE_FEED = 0x0a;
