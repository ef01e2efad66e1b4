import { counted } from '../../../src/counted.ts';
import { type CsvRow, type CsvTable, wrongCell } from './csv-table.ts';
import { MOST_GPUS_OF_A_POD, type TracedPod, type TracedPods } from './traced-pod.ts';

/** Columns that make a file one of Alibaba's `openb` pod lists; the others of those lists are not needed. */
export const OPENB_COLUMNS = ['num_gpu', 'gpu_milli', 'creation_time', 'deletion_time'];

const HOURS = 1 / 3600;

/** True where a table has the columns of the `openb` pod lists (Alibaba's cluster-trace-gpu-v2023). */
export function isOpenb({ columns }: CsvTable): boolean {
  return OPENB_COLUMNS.every((column) => columns.includes(column));
}

/**
 * Reads an `openb` pod list; its times are in seconds. A pod comes at its creation, and stays as long as from
 * `scheduled_time` to `deletion_time`. Pods that were never scheduled stay as long as they waited, because how long they
 * would have run is not known. A pod with one GPU asks for `gpu_milli` thousandths of it, one with more for that many
 * whole ones, and pods without a GPU are left out.
 *
 * @throws BadInput where a cell makes no sense.
 */
export function openbPods(table: CsvTable): TracedPods {
  const pods: TracedPod[] = [];
  const seen = { without: 0, unscheduled: 0 };
  for (const row of table.rows) {
    const gpus = numberIn(table, row, 'num_gpu', { whole: true, most: MOST_GPUS_OF_A_POD });
    if (gpus === 0) {
      seen.without++;
      continue;
    }
    const { arrival, lifetime, isScheduled } = timesOf(table, row);
    if (!isScheduled) seen.unscheduled++;
    const milli = numberIn(table, row, 'gpu_milli', { most: 1000 });
    if (milli === 0) throw wrongCell(table, row, 'gpu_milli', `more than 0 where num_gpu is ${gpus}`);
    const ask =
      gpus === 1 ? ({ kind: 'fraction', fraction: milli / 1000 } as const) : ({ kind: 'whole', gpus } as const);
    pods.push({ line: row.line, arrival, lifetime, ask });
  }
  const notes = [
    ...(seen.without === 0 ? [] : [`Left out: ${counted(seen.without, 'pod')} without a GPU.`]),
    ...(seen.unscheduled === 0
      ? []
      : [`Never scheduled, and taken to run for as long as they waited: ${counted(seen.unscheduled, 'pod')}.`]),
  ];
  return { pods, notes };
}

/** How long each pod with a GPU ran, in hours; pods that were never scheduled or never ended are left out. */
export function openbLifetimes(table: CsvTable): readonly number[] {
  return table.rows.flatMap((row) => {
    if (numberIn(table, row, 'num_gpu', { whole: true, most: MOST_GPUS_OF_A_POD }) === 0) return [];
    const { lifetime, isScheduled } = timesOf(table, row);
    return isScheduled && lifetime !== undefined ? [lifetime] : [];
  });
}

function timesOf(
  table: CsvTable,
  row: CsvRow,
): { readonly arrival: number; readonly lifetime: number | undefined; readonly isScheduled: boolean } {
  const created = numberIn(table, row, 'creation_time');
  const isScheduled = row.cells.has('scheduled_time');
  const start = isScheduled ? numberIn(table, row, 'scheduled_time') : created;
  if (start < created) throw wrongCell(table, row, 'scheduled_time', `no time before its creation at ${created}`);
  const isEnded = row.cells.has('deletion_time');
  const end = isEnded ? numberIn(table, row, 'deletion_time') : start;
  if (end < start) throw wrongCell(table, row, 'deletion_time', `no time before its start at ${start}`);
  return { arrival: created * HOURS, lifetime: isEnded ? (end - start) * HOURS : undefined, isScheduled };
}

function numberIn(
  table: CsvTable,
  row: CsvRow,
  column: string,
  { whole = false, most = Number.MAX_SAFE_INTEGER } = {},
): number {
  const text = row.cells.get(column) ?? '';
  const value = /^\d+(\.\d*)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most && (!whole || Number.isInteger(value))) return value;
  const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` up to ${most}`;
  throw wrongCell(table, row, column, `a ${whole ? 'whole ' : ''}number${limit}`);
}
