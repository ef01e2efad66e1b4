import { styleText } from 'node:util';
import type { Problem } from '../cluster/problem.ts';
import { counted } from '../counted.ts';

/** The forms in which commands answer. */
export type OutputFormat = 'text' | 'json';

/** Writes an answer to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes an answer to standard output as JSON, indented by two. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Says on standard error what was left out of an answer. */
export function warnOfProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const title = `${counted(problems.length, 'problem')} in what was read:`;
  const lines = problems.map(({ object, message }) => `  ${object}: ${message}`);
  process.stderr.write(`${styleText('yellow', title, { stream: process.stderr })}\n${lines.join('\n')}\n`);
}

/** Says on standard error what the user should know of an answer, or of what was started. */
export function warn(sentence: string): void {
  process.stderr.write(`${styleText('yellow', 'Warning:', { stream: process.stderr })} ${sentence}\n`);
}

/** Bold on a terminal that has it, plain elsewhere. */
export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}
