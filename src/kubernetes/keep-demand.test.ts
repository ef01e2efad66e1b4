import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type ArrivalLedger, createArrivalLedger } from '../cluster/arrival-ledger.ts';
import { type KeptDemand, keepDemand } from './keep-demand.ts';
import type { KeptRecord } from './kept-record.ts';

const DAY = 24 * 3600 * 1000;
const BUCKET = 480_000;

/** A ConfigMap in memory with optimistic concurrency. */
function recordInMemory() {
  const state: { text: string | undefined; version: number; conflicts: number; isDown: boolean } = {
    text: undefined,
    version: 0,
    conflicts: 0,
    isDown: false,
  };
  const versionNow = () => (state.version === 0 ? undefined : String(state.version));
  const record: KeptRecord = {
    name: 'ConfigMap x/y',
    read() {
      if (state.isDown) return Promise.resolve({ kind: 'unknown', message: 'down' } as const);
      return Promise.resolve({ kind: 'done', value: { text: state.text, version: versionNow() } } as const);
    },
    async write(text, version) {
      await sleep(1);
      if (version !== versionNow()) {
        state.conflicts++;
        return { kind: 'conflict', message: 'modified' };
      }
      state.version++;
      state.text = text;
      return { kind: 'done', value: undefined };
    },
  };
  return { state, record };
}

const lines: string[] = [];
const logger = pino({}, { write: (line: string) => lines.push(line) });

function keep(record: KeptRecord, ledger: ArrivalLedger, everyMs = 60_000): Promise<KeptDemand> {
  return keepDemand({ record, ledger, remember: ledger.merge, logger, everyMs });
}

function count(ledger: ArrivalLedger): number {
  let sum = 0;
  ledger.visit((_bucket, _pool, _profile, each) => {
    sum += each;
  });
  return sum;
}

describe('arrivals', () => {
  it('are written when slicewise stops, and found by the next one', async () => {
    const { record } = recordInMemory();
    const first = createArrivalLedger(DAY);
    const kept = await keep(record, first);
    first.record(BUCKET, 'p', '1g.5gb', 3);
    await kept.stop();
    const second = createArrivalLedger(DAY);
    await (await keep(record, second)).stop();
    assert.equal(count(second), 3);
  });

  it('of two replicas that write at once are all there in the end', async () => {
    const { record, state } = recordInMemory();
    const ledgers = [createArrivalLedger(DAY), createArrivalLedger(DAY)];
    const kept = await Promise.all(ledgers.map((ledger) => keep(record, ledger)));
    ledgers[0]?.record(BUCKET, 'p', '1g.5gb', 3);
    ledgers[1]?.record(BUCKET, 'p', '2g.10gb', 2);
    await Promise.all(kept.map((each) => each.stop()));
    assert.ok(state.conflicts > 0);
    const reader = createArrivalLedger(DAY);
    reader.merge(state.text ?? '');
    assert.equal(count(reader), 5);
  });

  it('are written from time to time, and only when there is something new', async () => {
    const { record, state } = recordInMemory();
    const ledger = createArrivalLedger(DAY);
    const kept = await keep(record, ledger, 5);
    ledger.record(BUCKET, 'p', '1g.5gb', 1);
    while (state.version === 0) await sleep(5);
    await sleep(30);
    await kept.stop();
    assert.equal(state.version, 1);
  });

  it('that cannot be read are begun anew, which is said once', async () => {
    const { record, state } = recordInMemory();
    await record.write('nonsense', undefined);
    const ledger = createArrivalLedger(DAY);
    lines.length = 0;
    const kept = await keep(record, ledger);
    ledger.record(BUCKET, 'p', '1g.5gb', 1);
    await kept.stop();
    assert.match(state.text ?? '', /"1g\.5gb":1/);
    assert.equal(lines.filter((line) => line.includes('begun anew')).length, 1);
  });

  it('are kept in memory while the API server does not answer', async () => {
    const { record, state } = recordInMemory();
    state.isDown = true;
    const ledger = createArrivalLedger(DAY);
    const kept = await keep(record, ledger);
    ledger.record(BUCKET, 'p', '1g.5gb', 1);
    state.isDown = false;
    await kept.stop();
    assert.match(state.text ?? '', /"1g\.5gb":1/);
  });
});
