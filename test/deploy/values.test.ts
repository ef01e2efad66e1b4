import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { policies } from '../../solver/placement/policies.ts';
import { CHART } from './renderings.ts';

interface Schema {
  readonly additionalProperties?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

describe('the values of the chart', () => {
  const text = readFileSync(`${CHART}/values.yaml`, 'utf8');
  const values: Readonly<Record<string, unknown>> = parse(text);
  const schema: Schema = JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8'));

  it('each have a comment above them', () => {
    const lines = text.split('\n');
    const bare = lines.filter((line, index) => {
      // What is below resources is Kubernetes' own.
      const key = /^( *)([A-Za-z]+):/.exec(line);
      if (key === null || ['requests', 'limits'].includes(key[2] ?? '')) return false;
      return !lines[index - 1]?.startsWith(`${key[1]}# `);
    });
    assert.deepEqual(bare, []);
  });

  it('are those of the schema, which also allows what parent charts share', () => {
    const { global, ...properties } = schema.properties ?? {};
    assert.ok(global !== undefined);
    assertSameKeys(values, { ...schema, properties }, 'values');
  });

  it('offer the policies that there are', () => {
    const names = schema.properties?.['configuration']?.properties?.['decisions']?.properties?.['policy'];
    assert.deepEqual(
      names?.enum,
      policies.map(({ name }) => name),
    );
  });

  it('are all in the README of the chart', () => {
    const readme = readFileSync(`${CHART}/README.md`, 'utf8');
    for (const key of Object.keys(values)) assert.ok(readme.includes(`\`${key}`), key);
  });

  it('are there when docs/install.md sets them', () => {
    const set = [...readFileSync('docs/install.md', 'utf8').matchAll(/--set ([A-Za-z.]+)=/g)].map(
      ([, key = '']) => key,
    );
    assert.ok(set.length > 5);
    for (const key of set) {
      const parts = key.split('.');
      const found = parts.reduce<unknown>((value, part) => new Map(Object.entries(value ?? {})).get(part), values);
      assert.ok(found !== undefined, key);
    }
  });

  it('install the version that this is', () => {
    const chart: { readonly appVersion: string } = parse(readFileSync(`${CHART}/Chart.yaml`, 'utf8'));
    assert.equal(chart.appVersion, packageJson.version);
  });
});

/** Where a schema knows the keys of an object, they are those of the values, and no others are allowed. */
function assertSameKeys(value: unknown, schema: Schema, path: string): void {
  if (schema.properties === undefined || typeof value !== 'object' || value === null) return;
  assert.equal(schema.additionalProperties, false, path);
  assert.deepEqual(Object.keys(value).toSorted(), Object.keys(schema.properties).toSorted(), path);
  for (const [key, each] of Object.entries(value)) {
    const below = schema.properties[key];
    if (below !== undefined) assertSameKeys(each, below, `${path}.${key}`);
  }
}
