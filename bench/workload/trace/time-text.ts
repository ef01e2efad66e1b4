import { failure, ok, type Result } from '../../../solver/model/result.ts';

/** Hours of each unit, by the ways in which it is written. */
const UNITS: readonly (readonly [spelling: RegExp, hours: number])[] = [
  [/^s(ec(ond)?s?)?$/, 1 / 3600],
  [/^m(in(ute)?s?)?$/, 1 / 60],
  [/^h((ou)?rs?)?$/, 1],
  [/^d(ays?)?$/, 24],
];

/** What a time must look like, for messages. */
const EXPECTED_TIME = 'a time such as 1.5, 90s, 30m, 2h or 1d';

/** A column that holds times. */
export interface TimeColumn {
  readonly column: string;
  /** Hours that a plain number in it stands for. */
  readonly unit: number;
}

/** The column of that name among names in lower case, with or without a unit: `lifetime`, `lifetime_s`, `lifetime (minutes)`. */
export function timeColumn(columns: readonly string[], name: string): TimeColumn | undefined {
  for (const column of columns) {
    if (column === name) return { column, unit: 1 };
    const written = column.startsWith(name) ? /^[ _-]*\(?([a-z]+)\)?$/.exec(column.slice(name.length)) : null;
    const unit = written?.[1] === undefined ? undefined : hoursOf(written[1]);
    if (unit !== undefined) return { column, unit };
  }
  return undefined;
}

/** Reads a time that is not negative, in hours: a number of `unit`, or of the unit that follows it. Fails with what is expected. */
export function parseTime(text: string, unit: number): Result<number> {
  const match = /^(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)\s*([a-z]*)$/.exec(text.toLowerCase());
  const hours = match?.[2] === '' ? unit : hoursOf(match?.[2] ?? '');
  const time = Number(match?.[1]) * (hours ?? Number.NaN);
  return Number.isFinite(time) ? ok(time) : failure(EXPECTED_TIME);
}

function hoursOf(spelling: string): number | undefined {
  return UNITS.find(([each]) => each.test(spelling))?.[1];
}
