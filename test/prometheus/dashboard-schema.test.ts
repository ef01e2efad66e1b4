import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dashboardFile, dashboardText } from './dashboard-file.ts';
import { faultsAgainstGrafana } from './grafana-types.ts';

describe("the dashboard and the schema of Grafana's dashboards", () => {
  const written = JSON.parse(dashboardText);

  it('agree', () => {
    assert.equal(faultsAgainstGrafana(written), '');
  });

  it('would not agree if a property were misspelt, or had a value that Grafana does not know', () => {
    const [row, stat, ...others] = written.panels;
    const faulty = {
      ...written,
      refreshh: '30s',
      panels: [
        row,
        {
          ...stat,
          options: { ...stat.options, graphMode: 'curve' },
          targets: [{ refId: 'A', exprr: 'up' }],
        },
        ...others,
      ],
    };
    const faults = faultsAgainstGrafana(faulty);
    for (const want of ['"refreshh"', '"curve"', '"exprr"']) {
      assert.ok(faults.includes(want), `${want} in:\n${faults}`);
    }
  });

  it('would be checked for every kind of panel that there is', () => {
    const kinds = new Set(dashboardFile.panels.map(({ type }) => type));
    assert.deepEqual([...kinds].toSorted(), ['barchart', 'bargauge', 'row', 'stat', 'timeseries']);
  });
});
