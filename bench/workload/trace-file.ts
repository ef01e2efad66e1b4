import { readFileSync } from 'node:fs';
import { BadInput } from '../../src/bad-input.ts';
import { whyUnreadable } from '../../src/unreadable.ts';
import type { LifetimeSpec, TraceWorkload } from '../scenario.ts';
import { type CsvTable, readTable } from './trace/csv-table.ts';
import { genericColumns, genericLifetimes, genericPods } from './trace/generic-trace.ts';
import { isOpenb, OPENB_COLUMNS, openbLifetimes, openbPods } from './trace/openb-trace.ts';
import { timeColumn } from './trace/time-text.ts';
import { type TraceGpus, traceRequests } from './trace/trace-requests.ts';
import type { TracedPods } from './trace/traced-pod.ts';

/** A trace that was read. */
export interface TraceFile {
  readonly workload: TraceWorkload;
  /** Sentences about what was left out and what was assumed, to print. */
  readonly notes: readonly string[];
}

/**
 * Reads a trace in CSV. It has the columns `arrival`, `lifetime`, and `profile` or `gpu_fraction`, or those of the public
 * Alibaba `openb` pod lists; others are ignored, and the case of their names does not matter. Times are hours, unless the
 * name of the column or the number itself says otherwise (`lifetime_s`, `90s`); in an `openb` list they are seconds.
 *
 * @throws BadInput with file, line and column of the first thing that makes no sense.
 */
export function readTrace(file: string, gpus: TraceGpus): TraceFile {
  const { notes, ...columns } = traceRequests(podsOf(readTable(textOf(file), file)), gpus, file);
  return { workload: { kind: 'trace', name: file, ...columns, warmUp: 0 }, notes };
}

/**
 * Reads lifetimes to draw from, out of a column `lifetime` or an `openb` pod list: of that, the time that each pod with a
 * GPU ran.
 *
 * @throws BadInput as `readTrace` does, and where all lifetimes are 0 or none is there.
 */
export function readLifetimes(file: string): LifetimeSpec {
  const table = readTable(textOf(file), file);
  const values = lifetimesOf(table);
  if (!values.some((value) => value > 0)) throw new BadInput(`${file} has no lifetime above 0`);
  return { kind: 'resampled', name: file, values };
}

function podsOf(table: CsvTable): TracedPods {
  if (isOpenb(table)) return openbPods(table);
  const columns = genericColumns(table);
  if (columns !== undefined) return genericPods(table, columns);
  throw new BadInput(
    `${table.file} has neither the columns arrival, lifetime, and profile or gpu_fraction, nor ${OPENB_COLUMNS.join(', ')}`,
  );
}

function lifetimesOf(table: CsvTable): readonly number[] {
  if (isOpenb(table)) return openbLifetimes(table);
  const column = timeColumn(table.columns, 'lifetime');
  if (column !== undefined) return genericLifetimes(table, column);
  throw new BadInput(`${table.file} has neither a column lifetime, nor ${OPENB_COLUMNS.join(', ')}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(`${file}: ${whyUnreadable(error)}`);
  }
}
