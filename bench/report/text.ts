import { formatTable } from '../../src/cli/table.ts';
import { counted } from '../../src/counted.ts';
import type { BenchResult } from '../result.ts';
import { grouped, percent } from './figures.ts';
import { findingsOf } from './findings.ts';
import { type BenchSummary, byAcceptance, type ScenarioSummary, summarise } from './summary.ts';
import { type TextColumn, textColumns } from './text-columns.ts';

/** Columns of a terminal that everything keeps to. */
const WIDTH = 120;

/**
 * A bench for the terminal: a table of policies for each scenario, the best first, then what the columns mean and what the
 * figures show, in words.
 */
export function benchText(result: BenchResult): string {
  const summary = summarise(result);
  const tables = summary.scenarios.map(scenarioTable);
  const notes = new Map(tables.flatMap(({ columns }) => columns.map(({ title, note }) => [title, note])));
  const legend = [...notes].map(([title, note]) => `${title}: ${note}`).join('; ');
  return [
    ...tables.map(({ text }) => text),
    ...(legend === '' ? [] : [wrapped(`${legend}.`)]),
    closingText(summary),
  ].join('\n\n');
}

interface Table {
  readonly text: string;
  readonly columns: readonly TextColumn[];
}

function scenarioTable(scenario: ScenarioSummary): Table {
  const { name, seeds, requests, profiles, bound } = scenario;
  const policies = byAcceptance(scenario.policies);
  if (policies.length === 0) return { text: `${name}: not replayed`, columns: [] };
  const filled = textColumns(profiles)
    .map((column) => ({ ...column, cells: policies.map((policy) => column.cell(policy)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined));
  const names = policies.map((each) =>
    each.seeds < seeds ? `${each.policy} (${counted(each.seeds, 'seed')})` : each.policy,
  );
  const columns = fitting(filled, Math.max(6, ...names.map((each) => each.length)));
  const most = bound === undefined ? '' : `; no policy can accept more than ${percent(bound.mean)} %`;
  const table = formatTable(
    [{ title: 'POLICY', align: 'left' }, ...columns.map(({ title }) => ({ title, align: 'right' as const }))],
    names.map((policy, row) => [policy, ...columns.map(({ cells }) => cells[row] ?? '')]),
  );
  return {
    text: `${wrapped(`${name}: ${counted(seeds, 'seed')}, ${grouped(requests)} requests${most}`)}\n${table}`,
    columns,
  };
}

interface FilledColumn extends TextColumn {
  readonly cells: readonly (string | undefined)[];
}

/** As many columns as there is room for, the most important ones, in their order. */
function fitting(columns: readonly FilledColumn[], nameWidth: number): readonly FilledColumn[] {
  let room = WIDTH - 2 - nameWidth;
  const kept = new Set<FilledColumn>();
  for (const column of columns.toSorted((a, b) => a.rank - b.rank)) {
    const width = 2 + Math.max(column.title.length, ...column.cells.map((cell) => cell?.length ?? 0));
    if (width > room) continue;
    room -= width;
    kept.add(column);
  }
  return columns.filter((column) => kept.has(column));
}

function closingText(summary: BenchSummary): string {
  const { missing, winner, standing, gap, moves } = findingsOf(summary);
  const sentences = [winner, standing, gap, moves, missing].flatMap((sentence) => sentence ?? []);
  return sentences.length === 0 ? 'Nothing was replayed.' : sentences.map(wrapped).join('\n');
}

/** Breaks a text into lines at its spaces. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
