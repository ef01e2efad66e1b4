import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { RULES } from '../../deploy/monitoring/files.ts';
import { createAuthority } from '../../src/testing/certificates.ts';
import { writeKubeconfig } from '../../src/testing/kubeconfig.ts';
import { type Component, startComponent } from '../control-plane/component.ts';
import { freePort } from '../control-plane/free-port.ts';
import { scratchFolder } from '../control-plane/scratch-folder.ts';
import { waitUntil } from '../control-plane/wait.ts';
import { startCaller } from './caller.ts';
import { type ChangingCluster, startChangingCluster } from './changing-cluster.ts';
import { dashboardFile, panels } from './dashboard-file.ts';
import { declaredMetrics } from './documented.ts';
import { findPrometheus, type PrometheusPrograms } from './programs.ts';
import { type Prometheus, startPrometheus } from './server.ts';

/** What Grafana puts in place of variables of which everything is chosen, at one scrape a second. */
const CHOSEN: Readonly<Record<string, string>> = {
  $cluster: '.*',
  $job: '.+',
  $instance: '.+',
  $pool: '.+',
  $__rate_interval: '5s',
};

/** Over how many seconds a panel is looked at. */
const SHOWN_SECONDS = 20;

const ruleGroup = z.object({
  rules: z.array(
    z.object({
      name: z.string(),
      health: z.string(),
      lastError: z.string().optional(),
      state: z.string().optional(),
      alerts: z.array(z.object({ annotations: z.record(z.string(), z.string()) })).optional(),
    }),
  ),
});

const filledIn = (text: string): string => text.replaceAll(/\$\w+/g, (name) => CHOSEN[name] ?? name);

describe('Prometheus, scraping a slicewise that follows a changing cluster', { timeout: 180_000 }, () => {
  const folder = scratchFolder();
  let programs: PrometheusPrograms;
  let cluster: ChangingCluster;
  let slicewise: Component;
  let prometheus: Prometheus;
  let operations: string;
  const stops: (() => Promise<void>)[] = [];

  before(async () => {
    programs = findPrometheus();
    cluster = await startChangingCluster();
    stops.unshift(cluster.stop);
    const kubeconfig = await writeKubeconfig(cluster.url);
    stops.unshift(kubeconfig.remove);
    const authority = await createAuthority('test');
    const { cert, key } = await authority.issue('slicewise');
    const file = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const extender = `127.0.0.1:${await freePort()}`;
    operations = `127.0.0.1:${await freePort()}`;
    const configuration = {
      apiVersion: 'slicewise.dev/v1alpha1',
      kind: 'SlicewiseConfiguration',
      cluster: { kubeconfig: kubeconfig.file },
      extender: {
        listen: extender,
        bind: true,
        leaseNamespace: 'slicewise',
        tls: { certFile: file('tls.crt', cert), keyFile: file('tls.key', key) },
      },
      operations: { listen: operations },
      metrics: { perGpu: true },
    };
    slicewise = await startComponent({
      name: 'slicewise',
      command: process.execPath,
      args: ['src/main.ts', 'serve', '--config', file('slicewise.yaml', JSON.stringify(configuration))],
      folder,
      isReady: async () => (await fetch(`http://${operations}/readyz`)).ok,
    });
    stops.unshift(slicewise.stop);
    stops.unshift(startCaller(`https://${extender}`, authority.cert, cluster));
    prometheus = await startPrometheus({ program: programs.prometheus, folder, target: operations, rules: RULES });
    stops.unshift(prometheus.stop);
    await waitUntil('enough scrapes', 60_000, async () => {
      const [found] = await prometheus.instant('count_over_time(slicewise_build_info[1m])');
      return (found?.values[0] ?? 0) > SHOWN_SECONDS;
    });
  });
  after(async () => {
    for (const stop of stops) await stop();
  });

  const promtool = (args: readonly string[], input = ''): void => {
    const { status, stdout, stderr, error } = spawnSync(programs.promtool, args, { input, encoding: 'utf8' });
    if (error !== undefined) throw error;
    assert.equal(status, 0, `promtool ${args.join(' ')}\n${stdout}${stderr}`);
  };

  it('is scraped without a fault', async () => {
    const [up] = await prometheus.range('up', SHOWN_SECONDS);
    assert.ok(up?.values.every((value) => value === 1));
  });

  it('reads a page with which promtool has no fault to find', async () => {
    const page = await (await fetch(`http://${operations}/metrics`)).text();
    // Of prom-client's own metrics of the process, three gauges end in _total, which is not ours to change.
    const own = page.split(/(?=^# HELP )/m).filter((block) => block.startsWith('# HELP slicewise_'));
    assert.equal(own.length, declaredMetrics().length);
    promtool(['check', 'metrics'], own.join(''));
  });

  for (const { id, title, targets } of panels) {
    it(`has data for panel ${id}, ${title}`, async () => {
      for (const { refId, expr } of targets) {
        const series = await prometheus.range(filledIn(expr), SHOWN_SECONDS);
        const points = series.flatMap(({ values }) => values).filter(Number.isFinite);
        assert.ok(points.length > 0, `query ${refId} has no data: ${filledIn(expr)}`);
      }
    });
  }

  it('has values for every variable of the dashboard', async () => {
    for (const { name, definition } of dashboardFile.templating.list) {
      if (definition === undefined) continue;
      const [, metric = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(filledIn(definition)) ?? [];
      assert.equal(label, name);
      const values = await prometheus.get(
        `/api/v1/label/${label}/values?${new URLSearchParams({ 'match[]': metric })}`,
      );
      assert.ok(Array.isArray(values) && values.length > 0, name);
    }
  });

  it('has every metric that the program declares', async () => {
    const names = await prometheus.get('/api/v1/label/__name__/values');
    assert.ok(Array.isArray(names));
    for (const { name, type } of declaredMetrics()) {
      assert.ok(names.includes(type === 'histogram' ? `${name}_bucket` : name), name);
    }
  });

  it('sees the cluster change, slices add up, and pods wait for the causes that they have', async () => {
    const used = await prometheus.range('sum(slicewise_memory_slices{state="used"})', SHOWN_SECONDS);
    assert.deepEqual(new Set(used[0]?.values), new Set([10, 14]));
    const all = await prometheus.range('sum(slicewise_memory_slices)', SHOWN_SECONDS);
    assert.deepEqual(new Set(all[0]?.values), new Set([32]));
    const waiting = await prometheus.range('slicewise_pending_pods > 0', SHOWN_SECONDS);
    const causes = waiting.map(({ metric }) => metric['cause']);
    for (const cause of ['reshape', 'pinned', 'unknown-profile']) assert.ok(causes.includes(cause), cause);
  });

  it('evaluates the rules, and an alert is on its way', async () => {
    promtool(['check', 'rules', RULES]);
    const { groups } = z.object({ groups: z.array(ruleGroup) }).parse(await prometheus.get('/api/v1/rules'));
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length > 10);
    for (const { name, health, lastError } of rules) assert.equal(health, 'ok', `${name}: ${lastError}`);
    const stranded = rules.find(({ name }) => name === 'SlicewiseFragmentedWhilePodsPend');
    assert.equal(stranded?.state, 'pending');
    assert.match(stranded.alerts?.[0]?.annotations['summary'] ?? '', /while pool A100-40GB\/\w+ is fragmented$/);
  });

  for (const file of ['rules', 'joins']) {
    it(`passes the unit tests of promtool in ${file}.test.yaml`, () => {
      promtool(['test', 'rules', `test/prometheus/${file}.test.yaml`]);
    });
  }
});
