import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startServerProcess } from './server-process.ts';
import { withProcess } from './with-process.ts';

/** Whether a process runs with this among its arguments, as Linux tells. */
function isRunning(argument: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

const ENDLESS = 'setInterval(() => {}, 1000);';
const SERVING = `console.log('http://127.0.0.1:1'); ${ENDLESS}`;

describe('a server in a process of its own', { skip: !existsSync('/proc/self/cmdline') }, () => {
  it('is ended where it prints no address in time', async () => {
    const mark = randomUUID();
    await assert.rejects(startServerProcess('-e', [ENDLESS, mark], { startMs: 1 }), /printed no address in 1 ms/);
    assert.equal(isRunning(mark), false);
  });

  it('is ended when its use is over, and when that fails', async () => {
    for (const fails of [false, true]) {
      const mark = randomUUID();
      let seen = false;
      const used = withProcess(startServerProcess('-e', [SERVING, mark]), ({ url }) => {
        seen = isRunning(mark);
        if (fails) throw new Error('cannot go on');
        return url;
      });
      if (fails) await assert.rejects(used, /cannot go on/);
      else assert.equal(await used, 'http://127.0.0.1:1');
      assert.deepEqual([seen, isRunning(mark)], [true, false]);
    }
  });
});
