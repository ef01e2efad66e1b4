import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own. */
export interface Folder {
  /** The path of a file in it. */
  path(name: string): string;
  /** Writes a file and gives its path. */
  write(name: string, content: string): Promise<string>;
  remove(): Promise<void>;
}

/** Makes an empty folder. */
export async function makeFolder(): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), 'slicewise-'));
  return {
    path: (name) => join(folder, name),
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
