import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';

/** What may import what: a folder, and the folders that it may know. The entry point stands above all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  solver: ['solver', 'fixtures'],
  src: ['solver', 'src', 'package.json', 'fixtures'],
  // A bench against a real API server starts it as the tests do.
  bench: ['solver', 'src', 'bench', 'test'],
  // The dashboard knows nothing of the program but the names of its metrics, which tests compare.
  deploy: ['deploy'],
  test: ['solver', 'src', 'bench', 'test', 'deploy', 'package.json', 'fixtures'],
};

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier]) => specifier ?? '');
  return found.map((specifier) => path.normalize(path.join(path.dirname(file), specifier)));
}

describe('imports', () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`of ${folder} stay within ${allowed.join(', ')}`, () => {
      const files = globSync(`${folder}/**/*.ts`).filter((file) => file !== 'src/main.ts');
      assert.ok(files.length > 0);
      const wrong = files.flatMap((file) =>
        importsOf(file)
          .filter((target) => !allowed.includes(target.split(path.sep)[0] ?? ''))
          .map((target) => `${file} imports ${target}`),
      );
      assert.deepEqual(wrong, []);
    });
  }

  it('of solver go from a room to those before it', () => {
    const rooms = ['model', 'layout', 'node', 'headroom', 'placement', 'preemption', 'repartition'];
    const roomOf = (file: string): string => path.relative('solver', file).split(path.sep)[0] ?? '';
    const files = rooms
      .flatMap((room) => globSync(`solver/${room}/**/*.ts`))
      .filter((file) => !file.endsWith('.test.ts'));
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(file)))
        .map((target) => `${file} imports ${target}`),
    );
    assert.ok(files.length > 30);
    assert.deepEqual(wrong, []);
  });

  it('of solver are pure: no Node.js module outside tests', () => {
    const files = globSync('solver/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
    const impure = files.filter((file) => /from 'node:/.test(readFileSync(file, 'utf8')));
    assert.deepEqual(impure, []);
  });

  it('of src in solver fail the lint', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-lint-'));
    try {
      for (const file of ['biome.json', '.gitignore']) copyFileSync(file, path.join(folder, file));
      mkdirSync(path.join(folder, 'solver'));
      writeFileSync(
        path.join(folder, 'solver/wrong.ts'),
        "import { BadInput } from '../src/bad-input.ts';\n\nexport const wrong = BadInput;\n",
      );
      const biome = path.resolve('node_modules/.bin/biome');
      const { status, stderr } = spawnSync(biome, ['lint', 'solver'], { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stderr, /solver\/wrong\.ts:1:\d+ lint\/style\/noRestrictedImports/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
