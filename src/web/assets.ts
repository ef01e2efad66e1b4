import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ICON } from './icon.ts';
import { MAP_STYLE } from './map-style.ts';
import { STYLE } from './style.ts';

/** A file that a page loads. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** All of them, by the path under `/assets/HASH/`. */
export interface LoadedAssets {
  /** Of everything: a path with it never means anything else, so browsers may keep what they have. */
  readonly hash: string;
  readonly files: ReadonlyMap<string, Asset>;
  /** The scripts among them, the entry point first. */
  readonly scripts: readonly string[];
}

/** The files of the pages: scripts, style sheets and an icon. */
export interface Assets {
  /** Loads them when the first page is asked for. */
  load(): Promise<LoadedAssets>;
}

const CLIENT = fileURLToPath(new URL('./client/', import.meta.url));
/** `.ts` where the sources run, `.js` in the package; the scripts name each other with the same ending. */
const ENDING = path.extname(fileURLToPath(import.meta.url));
const SCRIPT = 'text/javascript; charset=utf-8';

/** Makes the assets, of which nothing is loaded yet. */
export function createAssets(): Assets {
  let loaded: Promise<LoadedAssets> | undefined;
  return {
    load() {
      loaded ??= loadAll().catch((error: unknown) => {
        // What failed once, for want of file handles say, is tried again for the next page.
        loaded = undefined;
        throw error;
      });
      return loaded;
    },
  };
}

async function loadAll(): Promise<LoadedAssets> {
  const names = readdirSync(CLIENT, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => name.endsWith(ENDING) && !name.endsWith(`.test${ENDING}`))
    .toSorted();
  const texts = await textsOf(names.map((name) => path.join(CLIENT, name)));
  const entry = `dom/main${ENDING}`;
  const preact = readFileSync(fileURLToPath(import.meta.resolve('preact')), 'utf8').replace(
    /\n\/\/# sourceMappingURL=.*/,
    '',
  );
  const files = new Map<string, Asset>([
    ...names.map((name, index): [string, Asset] => [
      name,
      // No browser finds a package by its name, and an import map would be a script within the page.
      { type: SCRIPT, text: (texts[index] ?? '').replaceAll("from 'preact'", "from '../preact.js'") },
    ]),
    ['preact.js', { type: SCRIPT, text: preact }],
    ['map.css', { type: 'text/css; charset=utf-8', text: MAP_STYLE }],
    ['plain.css', { type: 'text/css; charset=utf-8', text: STYLE }],
    ['icon.svg', { type: 'image/svg+xml', text: ICON }],
  ]);
  const digest = createHash('sha256');
  for (const [name, { text }] of files) digest.update(`${name}\n${text}\n`);
  return {
    hash: digest.digest('hex').slice(0, 16),
    files,
    scripts: [entry, 'preact.js', ...names.filter((name) => name !== entry)],
  };
}

/** What the browser gets: from sources without their types, else as they are. */
async function textsOf(files: readonly string[]): Promise<readonly string[]> {
  if (ENDING !== '.ts') return files.map((file) => readFileSync(file, 'utf8'));
  const worker = new Worker(new URL('./strip-types-worker.ts', import.meta.url), {
    workerData: files,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [texts]: readonly unknown[] = await once(worker, 'message');
  return Array.isArray(texts) ? texts.map(String) : [];
}
