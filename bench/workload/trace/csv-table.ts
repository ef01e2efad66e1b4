import { CsvError, parse } from 'csv-parse/sync';
import { BadInput } from '../../../src/bad-input.ts';

/** A CSV file: a line of column names, and rows. */
export interface CsvTable {
  readonly file: string;
  /** In lower case, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** A row that is not empty. */
export interface CsvRow {
  /** Counted from 1, the line of column names included. */
  readonly line: number;
  /** By column name in lower case; cells that are missing or empty are not there. */
  readonly cells: ReadonlyMap<string, string>;
}

/**
 * Reads a CSV text. Of two columns of one name the first counts, and cells beyond the last column are ignored.
 *
 * @param file Name for messages.
 * @throws BadInput where the text is not CSV or has no rows.
 */
export function readTable(text: string, file: string): CsvTable {
  const [header, ...rows] = readRecords(text, file);
  const columns = (header?.cells ?? []).map((name) => name.toLowerCase());
  if (rows.length === 0) throw new BadInput(`${file} has no rows below a line of column names`);
  return {
    file,
    columns,
    rows: rows.map(({ line, cells }) => ({
      line,
      cells: new Map(
        columns
          .map((column, index): [string, string] => [column, cells[index] ?? ''])
          .filter(([column, cell], index) => cell !== '' && columns.indexOf(column) === index),
      ),
    })),
  };
}

/** Says that a cell cannot be used: `pods.csv, line 7, column lifetime is "x", expected a time`. */
export function wrongCell({ file }: CsvTable, row: CsvRow, column: string, expected: string): BadInput {
  const cell = row.cells.get(column);
  const is = cell === undefined ? 'is empty' : `is "${cell}"`;
  return new BadInput(`${file}, line ${row.line}, column ${column} ${is}, expected ${expected}`);
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function readRecords(text: string, file: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines }) => {
        records.push({ line: lines, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadInput(`${file}, line ${String(error['lines'])}: a quote is not where CSV allows one, or not closed`);
  }
  return records;
}
