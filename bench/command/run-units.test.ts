import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runUnits, UnitFailure } from './run-units.ts';
import type { Unit } from './units.ts';

const UNITS: readonly Unit[] = Array.from({ length: 7 }, (_, seed) => ({ kind: 'bound', scenario: 0, seed }));

/** A thread that answers a unit with this JavaScript. */
function worker(body: string): URL {
  const text = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', (unit) => { ${body} });`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

const ANSWERING = "parentPort.postMessage({ kind: 'bound', bound: { ...unit, askedSlices: 2, acceptedSlices: 1 } });";

describe('threads', () => {
  const run = async (body: string, jobs: number, signal = new AbortController().signal, onEach = () => {}) => {
    const seeds: number[] = [];
    await runUnits({
      scenarios: [],
      units: UNITS,
      jobs,
      signal,
      worker: worker(body),
      onAnswer: (unit) => {
        seeds.push(unit.seed);
        onEach();
      },
    });
    return seeds;
  };

  for (const jobs of [1, 2, 20]) {
    it(`work off every unit once with ${jobs} of them`, async () => {
      assert.deepEqual((await run(ANSWERING, jobs)).toSorted(), [0, 1, 2, 3, 4, 5, 6]);
    });
  }

  it('fail with the unit and the message where one throws', async () => {
    const failing = run(`if (unit.seed === 3) throw new Error('cannot go on'); ${ANSWERING}`, 2);
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof UnitFailure);
      assert.deepEqual([error.unit.seed, error.message], [3, 'cannot go on']);
      return true;
    });
  });

  it('fail where one ends without an answer', async () => {
    await assert.rejects(run('process.exit()', 2), /^UnitFailure: its thread has ended$/);
  });

  it('stop when the signal comes, even in the middle of a unit, and keep what is done', async () => {
    const controller = new AbortController();
    const endless = `if (unit.seed > 0) for (;;); ${ANSWERING}`;
    const done = await run(endless, 1, controller.signal, () => controller.abort());
    assert.deepEqual(done, [0]);
  });
});
