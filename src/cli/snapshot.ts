import { writeFile } from 'node:fs/promises';
import { anonymize } from '../anonymize/anonymize.ts';
import { BadInput } from '../bad-input.ts';
import { type SnapshotFormat, writeSnapshot } from '../cluster/write-snapshot.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { openInventory } from './open-cluster.ts';
import { warnOfProblems } from './output.ts';

/** Options of `slicewise snapshot`. */
export interface SnapshotOptions extends ClusterOptions {
  readonly output: SnapshotFormat;
  /** Where to write it; standard output where there is none. */
  readonly outputFile?: string;
  /** Give everything another name. */
  readonly anonymize?: boolean;
}

/**
 * Runs `slicewise snapshot`: the cluster as a file that `--snapshot` reads. What cannot be read is left out and reported.
 *
 * @throws BadInput naming the file that cannot be written.
 */
export async function runSnapshot({
  output,
  outputFile,
  anonymize: asOthers,
  ...options
}: SnapshotOptions): Promise<void> {
  const { value: inventory } = await openInventory(options);
  const text = writeSnapshot(asOthers === true ? anonymize(inventory) : inventory, output);
  if (outputFile === undefined) process.stdout.write(text);
  else await write(outputFile, text);
  warnOfProblems(inventory.problems);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new BadInput(`${file}: cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
