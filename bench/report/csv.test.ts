import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { benchResult, counts, outcome, scenario, state } from '../testing/bench-results.ts';
import { benchCsv, CSV_COLUMNS } from './csv.ts';

/** Reads what RFC 4180 allows, without knowing who wrote it. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let isNew = true;
  for (const [, cell = '', end] of `${text}\n`.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n)/g)) {
    if (isNew) rows.push([]);
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    isNew = end === '\n';
  }
  return rows;
}

describe('benchCsv', () => {
  const result = benchResult(
    {
      'say "uniform", load 1': {
        phi: [
          outcome({
            asked: counts({ '1g': 10, '7g': 2 }),
            accepted: counts({ '1g': 9, '7g': 1 }),
            moves: 3,
            mean: state({ stranded: 1.25, repacked: [5, 0, 4, 0, 0, 0, 2] }),
            firstRejection: { time: 0.5, slicesUsed: 700 },
          }),
        ],
        random: [outcome()],
      },
    },
    {
      of: { 'say "uniform", load 1': scenario({ load: 1 }) },
      bounds: [{ scenario: 0, seed: 0, askedSlices: 26, acceptedSlices: 20 }],
    },
  );
  const [titles = [], first = [], second = []] = parseCsv(benchCsv(result));
  const value = (row: readonly string[], column: string) => row[titles.indexOf(column)];

  it('has a line for each replay, with a cell for each column', () => {
    const rows = parseCsv(benchCsv(result));
    assert.equal(rows.length, 3);
    for (const row of rows) assert.equal(row.length, CSV_COLUMNS.length);
    assert.equal(value(first, 'scenario'), 'say "uniform", load 1');
    assert.deepEqual([value(first, 'policy'), value(second, 'policy')], ['phi', 'random']);
  });

  it('has the figures of the outcome, and shares with all their digits', () => {
    assert.equal(value(first, 'asked'), '12');
    assert.equal(value(first, 'asked_slices'), '26');
    assert.equal(value(first, 'accepted_slices'), '17');
    assert.equal(Number(value(first, 'slice_acceptance')), 17 / 26);
    assert.equal(Number(value(first, 'acceptance')), 10 / 12);
    assert.equal(Number(value(first, 'bound_slice_acceptance')), 20 / 26);
    assert.equal(value(first, 'moves'), '3');
    assert.equal(value(first, 'stranded'), '1.25');
    assert.equal(value(first, 'first_rejection_time'), '0.5');
    assert.equal(
      value(first, 'repacked_by_profile'),
      '1g.5gb:5 1g.5gb+me:0 1g.10gb:4 2g.10gb:0 3g.20gb:0 4g.20gb:0 7g.40gb:2',
    );
  });

  it('has no waiting time of a profile for which nobody waited', () => {
    const none = { placed: 0, stillWaiting: 0, p50: 0, p95: 0 };
    const waits = [none, none, none, { placed: 3, stillWaiting: 1, p50: 0.5, p95: 2 }, none, none, none];
    const [, row = []] = parseCsv(benchCsv(benchResult({ a: { phi: [outcome({ waits })] } })));
    assert.equal(value(row, 'wait_p50_by_profile'), '2g.10gb:0.5');
    assert.equal(value(row, 'wait_p95_by_profile'), '2g.10gb:2');
    assert.match(value(row, 'still_waiting_by_profile') ?? '', /^1g\.5gb:0 .* 2g\.10gb:1 /);
  });

  it('leaves empty what was not measured', () => {
    for (const column of ['acceptance', 'slice_acceptance', 'first_rejection_time', 'wait_p50_by_profile'])
      assert.equal(value(second, column), '', column);
  });

  it('is documented column by column, in this order', () => {
    const doc = readFileSync(new URL('../../docs/bench-csv.md', import.meta.url), 'utf8');
    const documented = [...doc.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, note]) => ({ name, note }));
    assert.deepEqual(
      documented,
      CSV_COLUMNS.map(({ name, note }) => ({ name, note })),
    );
  });

  it('is a line of titles for a bench without replays', () => assert.doesNotMatch(benchCsv(benchResult({})), /\n/));
});
