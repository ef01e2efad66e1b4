import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { policies } from '../solver/placement/policies.ts';
import { jsonSchema } from '../src/config/fields.ts';
import { withFieldTable } from '../src/config/reference.ts';
import { slicewise } from './command-line.ts';

const SCHEMA = 'deploy/slicewise-configuration.schema.json';

describe('what npm run schema writes is up to date', () => {
  it(SCHEMA, () => {
    assert.deepEqual(JSON.parse(readFileSync(SCHEMA, 'utf8')), JSON.parse(JSON.stringify(jsonSchema)));
  });

  it('docs/configuration.md', () => {
    const page = readFileSync('docs/configuration.md', 'utf8');
    assert.equal(withFieldTable(page), page);
  });
});

it('docs/policies.md has every policy with its rule, and no other', () => {
  const rows = readFileSync('docs/policies.md', 'utf8').matchAll(/^\| `(.+)` \| (.+) \|$/gm);
  assert.deepEqual(
    [...rows].map(([, name, rule]) => [name, rule]),
    policies.map(({ name, summary }) => [name, summary]),
  );
});

it('docs/configuration.md shows a configuration that is one, and faults as they are told', async () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const [example = ''] = /(?<=:\n\n)( {4}.*\n)+/.exec(page) ?? [];
  const { status, stdout } = await slicewise(['serve', '--config', '-', '--print-config'], example);
  assert.equal(status, 0);
  assert.equal(parse(stdout).operations.listen, '0.0.0.0:8889');
  const wrong = example.replace('/etc/slicewise/tls/tls.key', '3');
  const { stderr } = await slicewise(['serve', '--config', '-', '--listen', 'nowhere'], wrong);
  const shown = stderr.replaceAll('standard input', 'slicewise.yaml').replaceAll(/^/gm, '    ').trimEnd();
  assert.ok(page.includes(`\n${shown}\n`), stderr);
});

describe('slicewise serve --print-config', () => {
  it('prints a configuration that the JSON schema accepts and that prints itself again, and ends', async () => {
    const args = ['serve', '--print-config', '--policy', 'best-fit', '--model-cost', 'B300=2', '--no-bind'];
    const first = await slicewise(args, '', { SLICEWISE_LISTEN: '127.0.0.1:1', SLICEWISE_BIND: 'true' });
    assert.deepEqual([first.status, first.stderr], [0, '']);
    const { extender, decisions } = parse(first.stdout);
    assert.deepEqual([extender.listen, extender.bind], ['127.0.0.1:1', false]);
    assert.deepEqual(decisions, { policy: 'best-fit', modelCosts: { B300: 2 } });
    z.fromJSONSchema(JSON.parse(readFileSync(SCHEMA, 'utf8'))).parse(parse(first.stdout));
    const second = await slicewise(['serve', '--config', '-', '--print-config'], first.stdout);
    assert.deepEqual(second, first);
  });

  it('refuses what cannot be in effect', async () => {
    const { status, stdout, stderr } = await slicewise(['serve', '--print-config', '--tls-key-file', 'a']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'slicewise: --tls-key-file: needs extender.tls.certFile, which is empty\n');
  });
});
