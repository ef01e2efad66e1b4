import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { V1ConfigMap, V1Deployment, V1NetworkPolicy, V1Role, V1Service } from '@kubernetes/client-node';
import { helm } from '../helm/helm.ts';
import { objectsOf, ofKind } from '../manifests.ts';
import { grants } from './grants.ts';
import { CHART, manifests, RENDERINGS, TRYING_OUT, template, tryingOut } from './renderings.ts';
import { schedulerConfigurationOf } from './scheduler-configuration.ts';

const SECOND = 'mode=second-scheduler';
const TLS = ['tls.secretName=cert', 'tls.clientCA.secretName=ca'];

describe('the chart', () => {
  it('passes the lint in both modes', () => {
    for (const values of [[], ['--set', SECOND]]) {
      const { status, stdout } = helm('lint', '--strict', CHART, ...values);
      assert.equal(status, 0, stdout);
    }
  });

  for (const rendering of RENDERINGS) {
    it(`renders ${rendering.file} as it is kept ("npm run manifests" writes it)`, () => {
      assert.equal(readFileSync(rendering.file, 'utf8'), manifests(rendering));
    });
  }

  it(`renders ${TRYING_OUT} as it is kept`, () => {
    assert.equal(readFileSync(TRYING_OUT, 'utf8'), tryingOut());
  });
});

describe('values are refused that', () => {
  const wrong: readonly (readonly [what: string, values: readonly string[], want: RegExp])[] = [
    ['are misspelt', ['replicas=3'], /additional properties 'replicas' not allowed/],
    ['are misspelt further down', ['image.repo=x'], /at '\/image': additional properties 'repo' not allowed/],
    ['name no mode', ['mode=sidecar'], /at '\/mode': value must be one of 'extender', 'second-scheduler'/],
    ['name no policy', ['configuration.decisions.policy=best'], /at '\/configuration\/decisions\/policy'/],
    ['are no duration', ['scheduler.httpTimeout=5'], /at '\/scheduler\/httpTimeout'/],
    ['name no ConfigMap', ['configuration.cluster.migConfigMaps={default}'], /does not match pattern/],
    ['are of another type', ['carve.enabled=maybe'], /at '\/carve\/enabled': got string, want boolean/],
    [
      'ignore slicewise while it counts',
      [SECOND, 'carve.enabled=true', 'scheduler.ignorable=true'],
      /must be false with/,
    ],
    ['bind for anyone', ['carve.enabled=true'], /or whoever reaches the port could bind pods/],
    ['bind for anyone over TLS', ['carve.enabled=true', 'tls.secretName=a'], /or whoever reaches the port/],
    ['ask callers for certificates without TLS', ['tls.clientCA.secretName=a'], /needs tls.secretName/],
    ['have TLS where nobody else listens', [SECOND, ...TLS], /tls.secretName: has no use/],
    ['have an address where none is needed', [SECOND, 'scheduler.urlPrefix=http://x'], /urlPrefix: has no use/],
    [
      'let hosts in where nobody listens',
      [SECOND, 'networkPolicy.schedulerCIDRs={10.0.0.0/8}'],
      /schedulerCIDRs: has no/,
    ],
    ["take the name of the cluster's scheduler", [SECOND, 'scheduler.name=default-scheduler'], /must not share a name/],
    ['end pods before they have stopped', ['terminationGracePeriodSeconds=10'], /must be more than .*shutdownDelay/],
    ['have one port for two things', ['service.port=8889'], /must differ from service.port/],
    ['take a port that is taken', [SECOND, 'service.operationsPort=10259'], /are taken in mode second-scheduler/],
  ];
  for (const [what, values, want] of wrong) {
    it(what, () => assert.throws(() => template(values), want));
  }
});

describe('a rendering', () => {
  const only = <T extends { kind?: string }>(values: readonly string[], kind: T['kind'] & string): T => {
    const [object, ...others] = ofKind<T>(objectsOf(template(values)), kind);
    assert.deepEqual(others, []);
    return object ?? assert.fail(`no ${kind}`);
  };
  const imagesOf = (values: readonly string[]): readonly (string | undefined)[] => {
    const { spec } = only<V1Deployment>(values, 'Deployment');
    return [...(spec?.template.spec?.initContainers ?? []), ...(spec?.template.spec?.containers ?? [])].map(
      ({ image }) => image,
    );
  };

  it("takes images by tag or digest, and the scheduler's in the cluster's version", () => {
    assert.deepEqual(imagesOf([SECOND]), ['slicewise:0.1.0', 'registry.k8s.io/kube-scheduler:v1.36.3']);
    const digest = `sha256:${'0'.repeat(64)}`;
    assert.deepEqual(imagesOf([SECOND, 'image.tag=v2', `scheduler.image.digest=${digest}`]), [
      'slicewise:v2',
      `registry.k8s.io/kube-scheduler@${digest}`,
    ]);
  });

  it("reads the cluster's version past what providers append to it", () => {
    const args = ['template', 'x', CHART, '--set', SECOND, '--kube-version', 'v1.34.2-gke.1036000'];
    assert.match(helm(...args).stdout, /registry\.k8s\.io\/kube-scheduler:v1\.34\.2\n/);
  });

  it('has no ServiceMonitor unless asked for, and then with the labels that Prometheus looks for', () => {
    assert.doesNotMatch(template([]), /ServiceMonitor/);
    const monitor = only<{ kind?: string; spec?: unknown; metadata?: { labels?: Record<string, string> } }>(
      ['serviceMonitor.enabled=true', 'serviceMonitor.labels.release=prometheus'],
      'ServiceMonitor',
    );
    assert.equal(monitor.metadata?.labels?.['release'], 'prometheus');
    const selector = only<V1Service>([], 'Service').spec?.selector;
    assert.deepEqual(monitor.spec, {
      selector: { matchLabels: selector },
      endpoints: [{ port: 'operations', path: '/metrics', interval: '30s' }],
    });
  });

  it('leaves out what is switched off', () => {
    const text = template(['podDisruptionBudget.enabled=false', 'networkPolicy.enabled=false', 'priorityClassName=']);
    assert.doesNotMatch(text, /PodDisruptionBudget\n|NetworkPolicy|priorityClassName/);
  });

  it('lets only the given hosts call the extender', () => {
    const policy = only<V1NetworkPolicy>(['networkPolicy.schedulerCIDRs={10.0.0.0/24,10.0.1.0/24}'], 'NetworkPolicy');
    assert.deepEqual(policy.spec?.ingress?.[0], {
      ports: [{ port: 'extender', protocol: 'TCP' }],
      from: [{ ipBlock: { cidr: '10.0.0.0/24' } }, { ipBlock: { cidr: '10.0.1.0/24' } }],
    });
  });

  it('lets slicewise read the ConfigMaps that it is told of, and needs none', () => {
    const names = (values: readonly string[]): readonly string[] =>
      ofKind<V1Role>(objectsOf(template(['writes.demand=false', ...values])), 'Role').map(
        ({ metadata, rules = [] }) => `${metadata?.namespace}/${rules[0]?.resourceNames?.join()}`,
      );
    assert.deepEqual(names(['configuration.cluster.migConfigMaps={a/x,b/y.z}']), ['a/x', 'b/y.z']);
    assert.deepEqual(names(['configuration.cluster.migConfigMaps=null']), []);
    assert.match(template(['configuration.cluster.migConfigMaps=null']), /migConfigMaps: \[\]\n/);
  });

  it('gives the rights to write exactly what is to be written', () => {
    const grantsOf = (values: readonly string[]) =>
      grants(objectsOf(template(values))).filter((line) => /create|patch|update/.test(line));
    const account = 'ServiceAccount slicewise/slicewise';
    assert.deepEqual(grantsOf(['writes.demand=false']), []);
    assert.deepEqual(grantsOf([]), [
      `${account}, slicewise: create configmaps`,
      `${account}, slicewise: get update configmaps named slicewise-demand`,
    ]);
    assert.deepEqual(grantsOf(['writes.demand=false', 'writes.events=true']), [
      `${account}, default: create patch events.k8s.io/events`,
      `${account}, slicewise: create coordination.k8s.io/leases`,
      `${account}, slicewise: get update coordination.k8s.io/leases named slicewise-advisor`,
    ]);
  });

  it('tells kube-scheduler the fixed address, TLS files and further resources', () => {
    const text = template([...TLS, 'service.clusterIP=10.96.0.80', 'scheduler.extraManagedResources={nvidia.com/gpu}']);
    const [extender] = schedulerConfigurationOf(text).extenders;
    assert.equal(extender?.urlPrefix, 'https://10.96.0.80:8888');
    assert.equal(extender.tlsConfig?.serverName, 'slicewise.slicewise.svc');
    assert.deepEqual(extender.managedResources.at(-1), { name: 'nvidia.com/gpu', ignoredByScheduler: false });
    assert.equal(only<V1Service>(['service.clusterIP=10.96.0.80'], 'Service').spec?.clusterIP, '10.96.0.80');
  });

  it('puts a fixed address of IPv6 into brackets', () => {
    const [extender] = schedulerConfigurationOf(template(['service.clusterIP=fd00::50'])).extenders;
    assert.equal(extender?.urlPrefix, 'http://[fd00::50]:8888');
  });

  it('keeps the selector of its pods whatever the values say, or an upgrade could not change the mode', () => {
    const selector = (values: readonly string[]): unknown => only<V1Deployment>(values, 'Deployment').spec?.selector;
    assert.deepEqual(selector([SECOND, 'carve.enabled=true']), selector([]));
  });

  it('gives its pods another checksum when their configuration changes', () => {
    const checksum = (values: readonly string[]): unknown =>
      only<V1Deployment>(values, 'Deployment').spec?.template.metadata?.annotations?.['checksum/config'];
    assert.notEqual(checksum(['configuration.logLevel=debug']), checksum([]));
  });

  it('takes names from the release', () => {
    const { stdout } = helm('template', 'mig', CHART, '-n', 'gpu', '--set', SECOND);
    const names = ofKind<V1ConfigMap>(objectsOf(stdout), 'ConfigMap').map(({ metadata }) => metadata?.name);
    assert.deepEqual(names, ['mig-slicewise', 'mig-slicewise-kube-scheduler']);
    assert.equal(schedulerConfigurationOf(stdout).leaderElection?.resourceName, 'mig-slicewise-scheduler');
  });
});

describe('the notes of an installation', () => {
  const notes = (...values: readonly string[]): string => {
    const sets = values.flatMap((value) => ['--set', value]);
    const { stdout, stderr } = helm('install', 'slicewise', CHART, '-n', 'gpu', '--dry-run=client', ...sets);
    assert.match(stdout, /NOTES:/, stderr);
    return stdout.slice(stdout.indexOf('NOTES:'));
  };

  it('say how kube-scheduler learns of slicewise, and warn where nobody is asked who they are', () => {
    assert.match(notes(), /get configmap slicewise-kube-scheduler[\s\S]*WITHOUT TLS/);
    assert.match(notes('tls.secretName=cert'), /callers are not asked for certificates/);
    assert.doesNotMatch(notes(...TLS), /WITHOUT TLS|not asked/);
  });

  it('say how pods choose the second scheduler', () => {
    assert.match(notes(SECOND), /schedulerName: slicewise\n/);
    assert.match(notes(SECOND, 'carve.enabled=true'), /Every pod that asks for them must say schedulerName/);
  });
});
