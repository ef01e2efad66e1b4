import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { declaredMetrics, withMetricTable } from './documented.ts';
import { metricsIn } from './metric-names.ts';

const page = readFileSync('docs/metrics.md', 'utf8');
const declared = declaredMetrics();

describe('docs/metrics.md', () => {
  it('has every metric as the program declares it ("npm run metrics" writes it)', () => {
    assert.equal(page, withMetricTable(page));
    assert.ok(declared.length > 20);
  });

  it('explains every label', () => {
    const explained = page.slice(page.indexOf('## How to read them'));
    const inTable = explained
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => line.split('|')[1]?.match(/`\w+`/g) ?? []);
    const own = new Set(['version', 'node', 'gpu', 'uuid', 'resource', 'reason']);
    for (const label of new Set(declared.flatMap(({ labels }) => labels))) {
      assert.ok(own.has(label) || inTable.includes(`\`${label}\``), label);
    }
  });

  it('names no metric that does not exist', () => {
    const names = new Set(declared.map(({ name }) => name));
    for (const name of metricsIn(page).filter((each) => each.startsWith('slicewise_')))
      assert.ok(names.has(name), name);
  });

  it('shows joins that the unit tests of the rules try out', () => {
    const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');
    const joins = page
      .slice(page.indexOf('## Joins'))
      .split('\n\n')
      .filter((block) => block.startsWith('    '));
    const tried = plain(readFileSync('test/prometheus/joins.test.yaml', 'utf8'));
    assert.equal(joins.length, 3);
    for (const join of joins) assert.ok(tried.includes(plain(join).trim()), join);
  });
});

describe('the names of metrics', () => {
  it('follow the practice of Prometheus: a prefix, base units, _total for counters and for nothing else', () => {
    for (const { name, type, help } of declared) {
      assert.match(name, /^slicewise_[a-z][a-z_]*[a-z]$/);
      assert.equal(name.endsWith('_total'), type === 'counter', name);
      assert.doesNotMatch(name, /milliseconds|minutes|percent|_count$|_gauge|_gb|_kb/);
      assert.ok(help.length > 10 && help.endsWith('.'), name);
    }
  });
});
