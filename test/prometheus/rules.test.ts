import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { CHART_FILES, RULES } from '../../deploy/monitoring/files.ts';
import { exposedNames, metricsIn } from './metric-names.ts';

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const text = readFileSync(RULES, 'utf8');
const { groups }: { readonly groups: readonly { readonly rules: readonly Rule[] }[] } = parse(text);
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const unitTests = readFileSync('test/prometheus/rules.test.yaml', 'utf8');

describe(RULES, () => {
  it('is what the chart has ("npm run monitoring" copies it)', () => {
    assert.equal(readFileSync(CHART_FILES.rules, 'utf8'), text);
  });

  it('names only metrics that there are, and recordings of its own', () => {
    const exposed = exposedNames();
    const recorded = rules.flatMap(({ record = [] }) => record);
    for (const { expr } of rules) {
      for (const name of metricsIn(expr)) assert.ok(exposed.has(name), name);
      for (const name of expr.match(/\b\w+:[\w:]+/g) ?? []) assert.ok(recorded.includes(name), name);
    }
  });

  it('names recordings by what is left of the labels, the metric and what was done to it', () => {
    for (const { record } of rules) {
      if (record !== undefined) assert.match(record, /^job(_[a-z]+)*:slicewise_\w+:\w+$/);
    }
  });

  for (const { alert = '', for: hold, labels = {}, annotations = {} } of alerts) {
    it(`${alert} says how bad it is, what it means and what to do, and waits before it fires`, () => {
      assert.match(alert, /^Slicewise[A-Z]\w+$/);
      assert.ok(['warning', 'critical'].includes(labels['severity'] ?? ''));
      assert.deepEqual(Object.keys(annotations), ['summary', 'description', 'runbook_url']);
      assert.match(hold ?? '', /^\d+[mh]$/);
      const runbook = annotations['runbook_url'] ?? '';
      assert.ok(readFileSync(runbook, 'utf8').startsWith(`# ${alert}\n`), runbook);
    });

    it(`${alert} is tested when it fires and when it does not`, () => {
      const cases = unitTests.split('- alertname: ').filter((part) => part.startsWith(`${alert}\n`));
      assert.ok(cases.some((part) => part.includes('exp_alerts')));
      assert.ok(cases.some((part) => !part.split('- name: ')[0]?.includes('exp_alerts')));
    });
  }

  it('has a runbook for every alert and no other, each in docs/monitoring.md', () => {
    const page = readFileSync('docs/monitoring.md', 'utf8');
    const wanted = alerts.map(({ annotations }) => annotations?.['runbook_url'] ?? '').toSorted();
    assert.deepEqual(globSync('docs/runbooks/*.md').toSorted(), wanted);
    for (const { alert, labels, annotations } of alerts) {
      const file = path.relative('docs', annotations?.['runbook_url'] ?? '');
      assert.ok(page.includes(`| [${alert}](${file}) | ${labels?.['severity']} |`), alert);
    }
  });

  it('has runbooks whose links lead somewhere', () => {
    for (const file of [...globSync('docs/runbooks/*.md'), 'docs/monitoring.md', 'docs/metrics.md']) {
      for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
        assert.ok(existsSync(path.join(path.dirname(file), target)), `${file}: ${target}`);
      }
    }
  });
});
