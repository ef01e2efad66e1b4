import { counted } from '../../../src/counted.ts';
import { type CsvRow, type CsvTable, wrongCell } from './csv-table.ts';
import { parseTime, type TimeColumn, timeColumn } from './time-text.ts';
import { type Ask, MOST_GPUS_OF_A_POD, type TracedPod, type TracedPods } from './traced-pod.ts';

/** Where a table has what. */
export interface GenericColumns {
  readonly arrival: TimeColumn;
  readonly lifetime: TimeColumn;
  readonly ask: 'profile' | 'gpu_fraction';
}

/** The columns of a generic trace; undefined where one is missing. Where a table has both, the profile counts. */
export function genericColumns({ columns }: CsvTable): GenericColumns | undefined {
  const arrival = timeColumn(columns, 'arrival');
  const lifetime = timeColumn(columns, 'lifetime');
  const ask = (['profile', 'gpu_fraction'] as const).find((each) => columns.includes(each));
  return arrival && lifetime && ask && { arrival, lifetime, ask };
}

/**
 * Reads a trace with the columns `arrival`, `lifetime`, and `profile` or `gpu_fraction`. An empty lifetime means that the
 * pod never ends. A fraction above 1 must be a whole number of GPUs, and pods that ask for 0 are left out.
 *
 * @throws BadInput where a cell makes no sense.
 */
export function genericPods(table: CsvTable, { arrival, lifetime, ask }: GenericColumns): TracedPods {
  const pods: TracedPod[] = [];
  let without = 0;
  for (const row of table.rows) {
    const asked = askOf(table, row, ask);
    if (asked === undefined) {
      without++;
      continue;
    }
    const stays = row.cells.has(lifetime.column) ? timeIn(table, row, lifetime) : undefined;
    pods.push({ line: row.line, arrival: timeIn(table, row, arrival), lifetime: stays, ask: asked });
  }
  return { pods, notes: without === 0 ? [] : [`Left out: ${counted(without, 'pod')} without a GPU.`] };
}

/** The lifetimes in a column, in hours; rows without one are left out. */
export function genericLifetimes(table: CsvTable, column: TimeColumn): readonly number[] {
  return table.rows.flatMap((row) => (row.cells.has(column.column) ? [timeIn(table, row, column)] : []));
}

/** Undefined where nothing is asked for. */
function askOf(table: CsvTable, row: CsvRow, column: GenericColumns['ask']): Ask | undefined {
  const text = row.cells.get(column) ?? '';
  if (column === 'profile') {
    if (text === '') throw wrongCell(table, row, column, 'a profile');
    return { kind: 'profile', name: text };
  }
  const value = /^(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value === 0) return undefined;
  if (value <= 1) return { kind: 'fraction', fraction: value };
  if (Number.isInteger(value) && value <= MOST_GPUS_OF_A_POD) return { kind: 'whole', gpus: value };
  throw wrongCell(table, row, column, `a share of a GPU, or a whole number of GPUs up to ${MOST_GPUS_OF_A_POD}`);
}

function timeIn(table: CsvTable, row: CsvRow, { column, unit }: TimeColumn): number {
  const time = parseTime(row.cells.get(column) ?? '', unit);
  if (!time.ok) throw wrongCell(table, row, column, time.error);
  return time.value;
}
