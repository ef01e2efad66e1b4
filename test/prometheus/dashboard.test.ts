import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { dashboardJson } from '../../deploy/monitoring/dashboard.ts';
import { CHART_FILES } from '../../deploy/monitoring/files.ts';
import { dashboardFile, dashboardText, panels } from './dashboard-file.ts';
import { exposedNames, metricsIn } from './metric-names.ts';

const SOURCE = { type: 'prometheus', uid: ['$', '{datasource}'].join('') };
/** Units of Grafana that panels have. */
const UNITS = ['percentunit', 'short', 's', 'bytes', 'reqps', 'ops', 'bool_yes_no'];

const targets = panels.flatMap((panel) => panel.targets.map((target) => ({ ...target, title: panel.title })));
const variables = dashboardFile.templating.list;

describe('the dashboard', () => {
  it('is what deploy/monitoring generates ("npm run monitoring" writes it), and the chart has the same', () => {
    assert.deepEqual(JSON.parse(dashboardText), JSON.parse(dashboardJson()));
    assert.equal(readFileSync(CHART_FILES.dashboard, 'utf8'), dashboardText);
  });

  it('has a fixed identity, and is not edited where it is shown', () => {
    const { id, uid, editable, schemaVersion } = dashboardFile;
    assert.deepEqual([id, uid, editable], [null, 'slicewise-mig', false]);
    assert.ok(schemaVersion >= 39 && schemaVersion <= 41);
  });

  it('asks in its first row what is stranded and why, and then goes on row by row', () => {
    assert.deepEqual(
      dashboardFile.panels.filter(({ type }) => type === 'row').map(({ title }) => title),
      [
        'What is stranded, and why',
        'Headroom',
        'Fragmentation and use over time',
        'Waiting pods and recommendations',
        'Extender',
        'State and program',
      ],
    );
  });

  it('lays its panels out without gaps at the side or overlaps', () => {
    const taken = new Set<string>();
    for (const { gridPos, title } of dashboardFile.panels) {
      assert.ok(gridPos.x + gridPos.w <= 24, title);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(!taken.has(`${x} ${y}`), title);
          taken.add(`${x} ${y}`);
        }
      }
    }
    const bottom = Math.max(...dashboardFile.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    assert.equal(taken.size, 24 * bottom);
    assert.equal(new Set(dashboardFile.panels.map(({ id }) => id)).size, dashboardFile.panels.length);
  });
});

// The rules of Grafana's dashboard-linter, under its names for them.
describe('dashboard-linter', () => {
  it('template-datasource-rule: the data source is a variable', () => {
    const [first] = variables;
    assert.deepEqual(
      [first?.name, first?.type, first?.query, first?.label],
      ['datasource', 'datasource', 'prometheus', 'Data source'],
    );
  });

  it('template-job-rule, template-instance-rule: job and instance can be chosen, several or all', () => {
    for (const [name, label] of [
      ['job', 'Job'],
      ['instance', 'Instance'],
    ]) {
      const variable = variables.find((each) => each.name === name);
      assert.deepEqual(
        [variable?.type, variable?.label, variable?.multi, variable?.includeAll, variable?.allValue],
        ['query', label, true, true, '.+'],
      );
    }
  });

  it('template-on-time-change-reload-rule: variables are asked for anew when the time changes', () => {
    for (const { name, type, refresh, datasource } of variables) {
      if (type === 'query') assert.deepEqual([refresh, datasource], [2, SOURCE], name);
    }
  });

  it('panel-datasource-rule: every panel and every query uses the variable', () => {
    for (const { title, datasource } of [...panels, ...targets]) assert.deepEqual(datasource, SOURCE, title);
  });

  it('panel-title-description-rule: every panel has a title and says what it shows', () => {
    for (const { title, description = '' } of panels) assert.ok(title !== '' && description.length > 20, title);
    assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
  });

  it('panel-units-rule: every panel has a unit that Grafana knows', () => {
    for (const { title, fieldConfig } of panels) assert.ok(UNITS.includes(fieldConfig?.defaults.unit ?? ''), title);
  });

  it('panel-no-targets-rule: every panel asks something, and its series have names', () => {
    for (const { title, targets: own } of panels) assert.ok(own.length > 0, title);
    for (const { title, legendFormat } of targets) assert.notEqual(legendFormat, '', title);
  });

  it('target-rate-interval-rule: ranges are those that suit the picture', () => {
    for (const { title, expr } of targets) {
      for (const [, range] of expr.matchAll(/\[([^\]]+)\]/g)) assert.equal(range, '$__rate_interval', title);
    }
  });

  it('target-counter-agg-rule: counters are only seen as rates', () => {
    for (const { title, expr } of targets) {
      for (const { index } of expr.matchAll(/\w+_(total|bucket)\b/g)) {
        assert.ok(expr.slice(0, index).endsWith('rate('), title);
      }
    }
  });

  it('target-job-rule, target-instance-rule: every metric is narrowed to what is chosen', () => {
    for (const { title, expr } of targets) {
      for (const [, matchers = ''] of expr.matchAll(/\b(?:slicewise|nodejs|process)_\w+(\{[^}]*\})?/g)) {
        for (const name of ['cluster', 'job', 'instance']) {
          assert.ok(matchers.includes(`${name}=~"$${name}"`), `${title}: ${expr}`);
        }
      }
    }
  });
});

describe('the metrics that the dashboard names', () => {
  const exposed = exposedNames();

  it('are all there', () => {
    const named = [...targets.map(({ expr }) => expr), ...variables.map(({ definition = '' }) => definition)].flatMap(
      metricsIn,
    );
    assert.ok(named.length > 30);
    for (const name of named) assert.ok(exposed.has(name), name);
  });
});
