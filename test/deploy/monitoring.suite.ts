import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { DASHBOARD, RULES } from '../../deploy/monitoring/files.ts';
import { objectsOf, ofKind } from '../manifests.ts';
import { template } from './renderings.ts';

interface PrometheusRule extends KubernetesObject {
  readonly spec?: unknown;
}

const only = <T extends KubernetesObject>(values: readonly string[], kind: string, name: string): T => {
  const found = ofKind<T>(objectsOf(template(values)), kind).find(({ metadata }) => metadata?.name === name);
  return found ?? assert.fail(`no ${kind} ${name}`);
};

describe('what the chart has for Prometheus and Grafana', () => {
  it('is not there unless asked for', () => {
    assert.doesNotMatch(template([]), /kind: PrometheusRule|grafana_dashboard|slicewise-dashboard/);
  });

  it('are the rules of deploy/monitoring, with the labels that Prometheus looks for', () => {
    const rule = only<PrometheusRule>(
      ['prometheusRule.enabled=true', 'prometheusRule.labels.release=prometheus'],
      'PrometheusRule',
      'slicewise',
    );
    assert.deepEqual(rule.spec, parse(readFileSync(RULES, 'utf8')));
    assert.equal(rule.metadata?.labels?.['release'], 'prometheus');
  });

  it('are runbooks where somebody keeps them', () => {
    const base = 'https://wiki.example.com/slicewise/';
    const rule = only<PrometheusRule>(
      ['prometheusRule.enabled=true', `prometheusRule.runbooks=${base}`],
      'PrometheusRule',
      'slicewise',
    );
    const own = JSON.stringify(parse(readFileSync(RULES, 'utf8')));
    assert.equal(JSON.stringify(rule.spec), own.replaceAll('docs/runbooks/', base));
    const wrong = ['prometheusRule.enabled=true', 'prometheusRule.runbooks=https://wiki.example.com'];
    assert.throws(() => template(wrong), /at '\/prometheusRule\/runbooks'/);
  });

  it('is the dashboard of deploy/monitoring, in a ConfigMap that the sidecar of Grafana picks up', () => {
    const map = only<V1ConfigMap>(['dashboard.enabled=true'], 'ConfigMap', 'slicewise-dashboard');
    assert.deepEqual(JSON.parse(map.data?.['slicewise.json'] ?? ''), JSON.parse(readFileSync(DASHBOARD, 'utf8')));
    assert.equal(map.metadata?.labels?.['grafana_dashboard'], '1');
    assert.equal(map.metadata.namespace, 'slicewise');
  });

  it('is a dashboard where the sidecar looks, and in the folder that it is told', () => {
    const values = ['dashboard.enabled=true', 'dashboard.namespace=monitoring', 'dashboard.annotations.folder=GPUs'];
    const map = only<V1ConfigMap>(values, 'ConfigMap', 'slicewise-dashboard');
    assert.deepEqual([map.metadata?.namespace, map.metadata?.annotations], ['monitoring', { folder: 'GPUs' }]);
  });

  it('lets slicewise tell of each GPU where that is asked for', () => {
    assert.match(template(['configuration.metrics.perGpu=true']), /metrics:\n +perGpu: true\n/);
    assert.match(template([]), /metrics:\n +perGpu: false\n/);
  });
});
