import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { serve, slicewise } from './command-line.ts';

const PROMPT = '    $ ';

interface Example {
  readonly command: string;
  readonly output: string;
}

/** The commands that a page shows with their output. */
function examples(page: string): readonly Example[] {
  const blocks = readFileSync(page, 'utf8').split(PROMPT).slice(1);
  return blocks.map((block) => {
    const [command = '', ...rest] = block.split('\n');
    const end = rest.findIndex((line) => line !== '' && !line.startsWith('    '));
    const output = rest.slice(0, end).map((line) => line.slice(4));
    return { command, output: output.join('\n').trimEnd() };
  });
}

/** Those of them that run slicewise. */
function commandsOn(page: string): readonly Example[] {
  return examples(page).filter(({ command }) => command.startsWith('npx slicewise '));
}

function check({ command, output }: Example): void {
  it(command, async () => {
    const [, , ...args] = command.split(' ');
    const { status, stdout } = await slicewise(args);
    assert.equal(status, 0);
    assert.equal(stdout.trimEnd(), output);
  });
}

describe('README.md shows what really comes out of', () => {
  const commands = commandsOn('README.md');
  for (const example of commands) check(example);

  it('the request to the extender', async () => {
    const { command, output } =
      examples('README.md').find(({ command }) => command.startsWith('curl ')) ?? assert.fail();
    const [, file = '', path = ''] = /--data @(\S+) http:\/\/127\.0\.0\.1:8888(\S+)$/.exec(command) ?? [];
    const server = await serve('fixtures/mixed-cluster.yaml', ['--log-level', 'silent']);
    const reply = await fetch(server.url + path, { method: 'POST', body: readFileSync(file, 'utf8') });
    assert.equal(await reply.text(), output.replaceAll(/\n(?=[a-z])/g, ' ').replaceAll('\n', ''));
    await server.stop('SIGTERM');
  });

  it('at least the commands of the tour', () => {
    assert.deepEqual(
      commands.map(({ command }) => command.split(' ')[2]),
      ['map', 'explain', 'explain', 'fragmentation', 'bench', 'recommend'],
    );
  });
});

describe('docs/recommendations.md shows what really comes out of', () => {
  const commands = commandsOn('docs/recommendations.md');
  for (const example of commands) check(example);

  it('layouts', () =>
    assert.deepEqual(
      commands.map(({ command }) => command.split(' ')[2]),
      ['layouts'],
    ));
});
