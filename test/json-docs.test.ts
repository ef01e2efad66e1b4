import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { slicewise } from './command-line.ts';

/** Names of all fields in a JSON value, however deep; shares by profile have no names of their own. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'shares' ? [name] : [name, ...fieldsOf(inner)]));
}

const SNAPSHOTS = ['fixtures/mixed-cluster.yaml', 'fixtures/broken/objects.yaml'].map((file) => ['-f', file]);

/** Benches that have every field among them, and are over soon. */
const BENCHES = [
  ['--gpus', '2', '--load', '1.5', '--bound', '--policy', 'phi'],
  ['--gpus', '2', '--load', '1.5', '--queue', '--lifetimes', 'lognormal', '--policy', 'phi,repack'],
  ['--gpus', '2', '--load', '1.5', '--mode', 'static', '--recut-after', '0.1', '--shard', '0/2', '--policy', 'phi'],
  ['--snapshot', 'fixtures/stranded-node.yaml', '--policy', 'phi'],
  ['--gpus', '2', '--trace', 'fixtures/traces/profiles.csv', '--policy', 'phi'],
].map((args) => [...args, '--seeds', '1', '--quiet', '--jobs', '1']);

/** Calls of each command whose answers have all its fields. */
const CALLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  fragmentation: SNAPSHOTS,
  explain: SNAPSHOTS,
  recommend: SNAPSHOTS,
  layouts: SNAPSHOTS,
  map: SNAPSHOTS,
  bench: BENCHES,
};

describe('docs/json.md', () => {
  const sections = readFileSync('docs/json.md', 'utf8').split('\n## `').slice(1);

  for (const [command, calls] of Object.entries(CALLS)) {
    it(`names every field of ${command}, and no list that is not there`, async () => {
      const section = sections.find((text) => text.startsWith(command)) ?? assert.fail();
      const outputs = await Promise.all(calls.map((args) => slicewise([command, ...args, '-o', 'json'])));
      const found = new Set(outputs.flatMap(({ stdout }) => fieldsOf(JSON.parse(stdout))));
      const documented = new Set(
        [...section.matchAll(/`([\w.[\]]+)`/g)].flatMap(([, path]) => path?.match(/\w+/g) ?? []),
      );
      assert.deepEqual(
        [...found].filter((name) => !documented.has(name)),
        [],
      );
      const fields = [...section.matchAll(/`((?:\w+\[?\]?\.?)+\[\])`/g)].flatMap(
        ([, path]) => path?.match(/\w+/g) ?? [],
      );
      assert.deepEqual(
        fields.filter((name) => !found.has(name)),
        [],
      );
    });
  }
});
