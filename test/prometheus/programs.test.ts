import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { findPrometheus } from './programs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-prometheus-'));
after(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const file = path.join(folder, name);
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

const never = () => assert.fail('nothing has to be installed');

describe('findPrometheus', () => {
  const [server, tool] = [program('some-prometheus'), program('some-promtool')];

  it('takes the programs that the environment names', () => {
    const found = findPrometheus({ PROMETHEUS: server, PROMTOOL: tool, PATH: '' }, never);
    assert.deepEqual(found, { prometheus: server, promtool: tool });
  });

  it('takes those on the path, and installs those that are missing', () => {
    const wanted = { prometheus: path.join(folder, 'prometheus'), promtool: path.join(folder, 'promtool') };
    const found = findPrometheus({ PATH: `/nowhere:${folder}` }, () => {
      program('prometheus');
      program('promtool');
      return undefined;
    });
    assert.deepEqual(found, wanted);
    assert.deepEqual(findPrometheus({ PATH: folder }, never), wanted);
  });

  it('says what is missing and why it could not be installed', () => {
    assert.throws(() => findPrometheus({ PATH: '' }, () => 'only root can install it here'), {
      message:
        'prometheus is missing: install the package prometheus, or set PROMETHEUS and PROMTOOL (only root can install it here)',
    });
    const notes = program('notes', 0o644);
    assert.throws(() => findPrometheus({ PROMETHEUS: notes, PATH: folder }, never), {
      message: `PROMETHEUS is ${notes}, which cannot be run`,
    });
  });
});
