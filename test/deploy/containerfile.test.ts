import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { reachableFromProgram } from './reachable.ts';

const FILE = 'deploy/Containerfile';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly dev?: boolean; readonly hasInstallScript?: boolean }>
  >;
}

interface Instruction {
  readonly name: string;
  readonly argument: string;
}

/** The instructions of a Containerfile, each on one line and without comments. */
function instructions(): readonly Instruction[] {
  const text = readFileSync(FILE, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '');
  return [...text.matchAll(/^([A-Z]+) (.*)$/gm)].map(([, name = '', argument = '']) => ({ name, argument }));
}

/** Whether the builder sees a file, by .containerignore: the last rule that matches it or a folder above decides. */
function isSent(file: string): boolean {
  const rules = readFileSync('.containerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const above = file.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  return rules.reduce((sent, rule) => {
    const pattern = rule.replace(/^!/, '');
    return above.some((each) => path.matchesGlob(each, pattern)) ? rule.startsWith('!') : sent;
  }, true);
}

describe(FILE, () => {
  const { packages: locked }: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const all = instructions();
  const stages = all.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  const final = all.slice(stages.at(-1));
  const argumentsOf = (name: string, among: readonly Instruction[] = final): readonly string[] =>
    among.filter((each) => each.name === name).map(({ argument }) => argument);
  const copied = (among: readonly Instruction[]): readonly string[] =>
    argumentsOf('COPY', among)
      .filter((argument) => !argument.startsWith('--from='))
      .flatMap((argument) => argument.split(' ').slice(0, -1));
  const { files, packages } = reachableFromProgram();

  it('copies only what is there and is sent to the builder', () => {
    assert.ok(copied(all).length >= 5);
    for (const file of copied(all)) assert.ok(existsSync(file) && isSent(file), file);
  });

  it('leaves out nothing that the program imports', () => {
    assert.ok(files.length > 100 && files.includes('package.json') && files.includes('src/cli/serve.ts'));
    const missing = files.filter(
      (file) => !isSent(file) || !copied(final).some((each) => file === each || file.startsWith(`${each}/`)),
    );
    assert.deepEqual(missing, []);
  });

  it('leaves out tests', () => {
    for (const file of [
      'src/web/server.test.ts',
      'src/testing/objects.ts',
      'solver/model/catalogue.test.ts',
      'bench/testing/plans.ts',
      'bench/latency/main.ts',
      'test',
    ]) {
      assert.ok(existsSync(file) && !isSent(file), file);
    }
  });

  it('installs every package that the program imports, without those of development', () => {
    assert.ok(argumentsOf('RUN', all).some((argument) => argument.startsWith('npm ci --omit=dev')));
    assert.deepEqual(
      packages.filter((name) => !(name in packageJson.dependencies)),
      [],
    );
    for (const name of packages) assert.ok(!(locked[`node_modules/${name}`]?.dev ?? false), name);
    const scripted = Object.entries(locked).filter(
      ([name, { dev, hasInstallScript }]) => name && hasInstallScript && !dev,
    );
    assert.deepEqual(scripted, []);
  });

  it('pins the Node.js that the tests run on', () => {
    const version = locked['node_modules/node']?.version;
    const images = argumentsOf('FROM', all).map((argument) => argument.split(' ')[0]);
    assert.deepEqual(
      images,
      Array.from({ length: 2 }, () => `docker.io/library/node:${version}-trixie-slim`),
    );
    assert.equal(process.version, `v${version}`);
  });

  it('runs the program itself, as nobody in particular', () => {
    assert.deepEqual(argumentsOf('USER'), ['65532:65532']);
    assert.deepEqual(argumentsOf('ENV'), ['NODE_ENV=production']);
    const [entrypoint = '', ...others] = argumentsOf('ENTRYPOINT');
    assert.deepEqual(others, []);
    const command: readonly string[] = JSON.parse(entrypoint);
    assert.equal(command[0], 'node');
    assert.deepEqual(argumentsOf('WORKDIR'), ['/app']);
    assert.ok(files.includes(path.relative('/app', command[1] ?? '')));
  });

  it('is labelled with the version that this is', () => {
    assert.match(argumentsOf('LABEL').join(), new RegExp(`image\\.version="${packageJson.version}"`));
  });
});
