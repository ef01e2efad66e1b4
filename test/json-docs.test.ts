import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { slicewise } from './command-line.ts';

/** Names of all fields in a JSON value, however deep. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
}

describe('docs/json.md', () => {
  const sections = readFileSync('docs/json.md', 'utf8').split('\n## `').slice(1);

  for (const command of ['fragmentation', 'explain', 'recommend', 'map']) {
    it(`names every field of ${command}, and no list that is not there`, async () => {
      const section = sections.find((text) => text.startsWith(command)) ?? assert.fail();
      const outputs = await Promise.all(
        ['fixtures/mixed-cluster.yaml', 'fixtures/broken/objects.yaml'].map((file) =>
          slicewise([command, '-f', file, '-o', 'json']),
        ),
      );
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
