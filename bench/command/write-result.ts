import { open, writeFile } from 'node:fs/promises';
import { BadInput } from '../../src/bad-input.ts';
import type { BenchResult } from '../result.ts';
import type { Format } from './options.ts';

/**
 * Writes a result in the form that was asked for, to a file or to standard output.
 *
 * @throws BadInput naming the file that cannot be written.
 */
export async function writeResult(
  result: BenchResult,
  { output, outputFile }: { readonly output: Format; readonly outputFile: string | undefined },
): Promise<void> {
  const text = `${(await format(result, output)).trimEnd()}\n`;
  if (outputFile === undefined) {
    process.stdout.write(text);
    return;
  }
  await orRefuse(outputFile, writeFile(outputFile, text));
}

/**
 * Finds out whether a file can be written before hours of work are to be written to it. What is in it stays.
 *
 * @throws BadInput where it cannot.
 */
export async function checkWritable(file: string): Promise<void> {
  const opened = await orRefuse(file, open(file, 'a'));
  await opened.close();
}

async function orRefuse<T>(file: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw new BadInput(`${file}: cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

/** Only the module of the one form is loaded. */
async function format(result: BenchResult, output: Format): Promise<string> {
  switch (output) {
    case 'text':
      return (await import('../report/text.ts')).benchText(result);
    case 'json':
      return (await import('../result-file.ts')).benchJson(result);
    case 'csv':
      return (await import('../report/csv.ts')).benchCsv(result);
    case 'html':
      return (await import('../report/html.ts')).benchHtml(result);
  }
}
