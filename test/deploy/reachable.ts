import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a program needs to run: files by their path from the root, and packages by name. */
export interface Reachable {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** Imports that remain at run time: with `from`, bare, and dynamic ones. Those of types are erased. */
const IMPORT = /^(?:import|export)\s+(?!type\s)[^;']*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

/** What the program consists of: the entry point, the threads that it starts by the names of their files, and all they import. */
export function reachableFromProgram(): Reachable {
  const files = new Set(['src/main.ts', ...globSync('{src,bench}/**/*-worker.ts')]);
  const packages = new Set<string>();
  // A set hands out what is added while it is walked.
  for (const file of files) {
    if (file.endsWith('.json')) continue;
    for (const [, from, bare, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const specifier = from ?? bare ?? dynamic ?? '';
      if (specifier.startsWith('.')) files.add(path.join(path.dirname(file), specifier));
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  }
  return { files: [...files].toSorted(), packages: [...packages].toSorted() };
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
