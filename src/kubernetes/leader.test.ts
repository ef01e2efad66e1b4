import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { type LeaderApi, type Leadership, type StoredLeaderLease, takePart } from './leader.ts';

const logger = pino({ level: 'silent' });

/** A Lease in memory, and a clock that a test moves: sleepers wake when their time has come. */
function createWorld() {
  let now = 1_000_000;
  let lease: StoredLeaderLease | undefined;
  let version = 0;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    get lease() {
      return lease;
    },
    /** A way to the API server, which a test can cut, from a machine whose clock is wrong by so much. */
    connect(skew = 0) {
      const line = { isCut: false };
      const down = { kind: 'unknown', message: 'down' } as const;
      const api: LeaderApi = {
        async read() {
          await turn();
          if (line.isCut) return down;
          return lease === undefined ? { kind: 'not-found' } : { kind: 'done', value: lease };
        },
        async write(next, before) {
          await turn();
          if (line.isCut) return down;
          if (lease?.version !== before) return { kind: 'conflict', message: 'modified' };
          lease = { ...next, version: String(++version) };
          return { kind: 'done', value: undefined };
        },
      };
      const clock = {
        now: () => now + skew,
        sleep: (milliseconds: number) =>
          new Promise<void>((wake) => {
            sleepers.push({ at: now + milliseconds, wake });
          }),
      };
      return { api, clock, line };
    },
    async pass(milliseconds: number) {
      const end = now + milliseconds;
      while (now < end) {
        now = Math.min(end, now + 500);
        const due = sleepers.filter(({ at }) => at <= now);
        sleepers = sleepers.filter(({ at }) => at > now);
        for (const { wake } of due) wake();
        for (let round = 0; round < 6; round++) await turn();
      }
    },
  };
}

describe('leading', () => {
  it('is for the first that comes, and for another once that one is gone without a word', async () => {
    const world = createWorld();
    const [a, b] = [world.connect(), world.connect()];
    const first = takePart({ ...a, identity: 'a', logger });
    await world.pass(2_500);
    const second = takePart({ ...b, identity: 'b', logger });
    await world.pass(30_000);
    assert.deepEqual([first.isLeader(), second.isLeader(), world.lease?.holder], [true, false, 'a']);
    a.line.isCut = true;
    await world.pass(10_500);
    assert.deepEqual([first.isLeader(), second.isLeader()], [false, false], 'the Lease still keeps others out');
    await world.pass(9_000);
    assert.deepEqual([first.isLeader(), second.isLeader(), world.lease?.transitions], [false, true, 1]);
    a.line.isCut = false;
    await world.pass(20_000);
    assert.deepEqual([first.isLeader(), second.isLeader()], [false, true]);
  });

  it('is given away when its holder stops, so that another one has it at its next try', async () => {
    const world = createWorld();
    const first = takePart({ ...world.connect(), identity: 'a', logger });
    await world.pass(1_000);
    const second = takePart({ ...world.connect(), identity: 'b', logger });
    await world.pass(1_000);
    const stopped = first.stop();
    await world.pass(5_000);
    await stopped;
    assert.deepEqual([first.isLeader(), second.isLeader()], [false, true]);
  });

  it('is never for two at once, whatever is cut, and whatever their clocks say', async () => {
    const cuts = fc.array(fc.tuple(fc.nat(2), fc.boolean(), fc.integer({ min: 500, max: 20_000 })), {
      minLength: 1,
      maxLength: 12,
    });
    const skews = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }), fc.constant(0));
    await fc.assert(
      fc.asyncProperty(cuts, skews, async (steps, wrong) => {
        const world = createWorld();
        const lines = wrong.map((skew) => world.connect(skew));
        const replicas: Leadership[] = lines.map((line, index) =>
          takePart({ ...line, identity: String(index), logger }),
        );
        let led = 0;
        for (const [index, isCut, milliseconds] of steps) {
          const { line } = lines[index] ?? assert.fail();
          line.isCut = isCut;
          for (let left = milliseconds; left > 0; left -= 500) {
            await world.pass(Math.min(500, left));
            const leaders = replicas.filter((each) => each.isLeader()).length;
            led += leaders;
            assert.ok(leaders <= 1, `${leaders} lead`);
          }
        }
        for (const { line } of lines) line.isCut = false;
        await world.pass(40_000);
        assert.equal(replicas.filter((each) => each.isLeader()).length, 1, 'one leads in the end');
        assert.ok(led >= 0);
      }),
      { numRuns: 25 },
    );
  });
});
