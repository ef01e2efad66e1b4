import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { makeFolder } from '../../src/testing/folder.ts';
import { parseBenchResult } from '../result-file.ts';
import { acceptedOf100 } from '../testing/bench-results.ts';
import { runBench } from './run-bench.ts';

/** A thread that answers the first seeds and fails at the third. */
const WORKER = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ scenario, policy, seed }) => {
      if (seed === 2) throw new Error('cannot go on');
      parentPort.postMessage({ kind: 'run', run: { scenario, policy, seed, outcome: ${JSON.stringify(acceptedOf100(90))} } });
    });
  `)}`,
);

it('a bench of which a replay fails writes what is finished, and ends with 1', async (context) => {
  const folder = await makeFolder();
  const said = context.mock.method(process.stderr, 'write', () => true);
  const before = process.exitCode;
  try {
    const outputFile = folder.path('result.json');
    const asked = { policy: ['phi'], mix: ['uniform'], load: [1], gpus: [8], seeds: 5, jobs: 1, quiet: true };
    await runBench({ ...asked, output: 'json', outputFile }, WORKER);
    assert.equal(process.exitCode, 1);
    const { runs, planned } = parseBenchResult(await readFile(outputFile, 'utf8'), outputFile);
    assert.deepEqual([runs.map(({ seed }) => seed), planned], [[0, 1], 5]);
    assert.deepEqual(
      said.mock.calls.map((call) => call.arguments[0]),
      [
        'slicewise: the replay of uniform, load 1, 8 GPUs with phi, seed 2, failed: cannot go on\n',
        'slicewise: ended early, with 2 of 5 replays\n',
      ],
    );
  } finally {
    process.exitCode = before;
    said.mock.restore();
    await folder.remove();
  }
});
