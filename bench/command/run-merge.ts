import { readFile } from 'node:fs/promises';
import { BadInput } from '../../src/bad-input.ts';
import { whyUnreadable } from '../../src/unreadable.ts';
import { contenders } from '../contenders.ts';
import { parseBenchResult } from '../result-file.ts';
import { mergeResults, type ResultFile } from './merge.ts';
import type { MergeOptions } from './options.ts';
import { refuseOthers } from './refusals.ts';
import { writeResult } from './write-result.ts';

/** The options that have a use for a merge. */
const KNOWN: ReadonlySet<string> = new Set<keyof MergeOptions>(['output', 'outputFile', 'allowMissing']);

/**
 * Runs `slicewise bench merge`.
 *
 * @param files At least one, which commander sees to.
 * @param options Those of `merge`, and those of `bench` that were given.
 * @throws BadInput naming an option without use, a file, and its field, that is not of a bench, or what keeps the files from
 * being merged.
 */
export async function runMerge(files: readonly string[], options: MergeOptions): Promise<void> {
  refuseOthers(options, KNOWN, 'merge, which runs nothing');
  const [first, ...others] = await Promise.all(files.map(readResult));
  if (first === undefined) return;
  const result = mergeResults([first, ...others], contenders, { allowMissing: options.allowMissing ?? false });
  await writeResult(result, { output: options.output, outputFile: options.outputFile });
}

async function readResult(file: string): Promise<ResultFile> {
  return { file, result: parseBenchResult(await read(file), file) };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new BadInput(`${file}: ${whyUnreadable(error)}`);
  }
}
