import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type {
  V1ConfigMap,
  V1Container,
  V1Deployment,
  V1Namespace,
  V1NetworkPolicy,
  V1PodDisruptionBudget,
  V1Probe,
  V1Service,
} from '@kubernetes/client-node';
import { parse } from 'yaml';
import { configurationSchema } from '../../src/config/schema.ts';
import { objectsOf, ofKind } from '../manifests.ts';
import { grants } from './grants.ts';
import { RENDERINGS } from './renderings.ts';
import { assertRestricted } from './restricted.ts';
import { schedulerConfigurationOf } from './scheduler-configuration.ts';

/** What tests look at in a SlicewiseConfiguration. */
interface SlicewiseConfiguration {
  readonly extender: {
    readonly listen: string;
    readonly bind: boolean;
    readonly leaseNamespace?: string;
    readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly clientCAFile?: string };
  };
  readonly operations: { readonly listen: string };
}

const allowed: Readonly<Record<string, readonly string[]>> = parse(readFileSync('test/deploy/allowed.yaml', 'utf8'));

for (const { file } of RENDERINGS) {
  describe(file, () => {
    const text = readFileSync(file, 'utf8');
    const objects = objectsOf(text);
    const deployment = ofKind<V1Deployment>(objects, 'Deployment')[0] ?? assert.fail('has no Deployment');
    const pod = deployment.spec?.template.spec ?? assert.fail('has no pod');
    const labels = deployment.spec?.template.metadata?.labels ?? {};
    const containers = [...(pod.initContainers ?? []), ...pod.containers];
    const configMaps = ofKind<V1ConfigMap>(objects, 'ConfigMap');
    const configuration: SlicewiseConfiguration = parse(
      configMaps.flatMap(({ data }) => data?.['config.yaml'] ?? []).join(),
    );
    const scheduler = schedulerConfigurationOf(text);
    const extender = scheduler.extenders[0] ?? assert.fail('has no extender');
    const isSecond = scheduler.profiles !== undefined;

    it('asks for a namespace with the restricted Pod Security Standard, and meets it', () => {
      const [namespace] = ofKind<V1Namespace>(objects, 'Namespace');
      assert.equal(namespace?.metadata?.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
      assertRestricted(pod);
      for (const { name, configMap, secret } of pod.volumes ?? []) assert.ok(configMap ?? secret, name);
    });

    it('writes to no file system, and limits what each container takes', () => {
      for (const { name, securityContext, resources, volumeMounts = [] } of containers) {
        assert.equal(securityContext?.readOnlyRootFilesystem, true, name);
        assert.ok(
          volumeMounts.every(({ readOnly }) => readOnly),
          name,
        );
        assert.ok(resources?.requests?.['cpu'] && resources.requests['memory'] && resources.limits?.['memory'], name);
      }
    });

    it('allows its account what test/deploy/allowed.yaml says, and nothing else', () => {
      const account = 'ServiceAccount slicewise/slicewise, ';
      const found = grants(objects);
      assert.ok(found.every((grant) => grant.startsWith(account)));
      assert.deepEqual(
        found.map((grant) => grant.slice(account.length)),
        allowed[file.split('/').at(-1) ?? ''],
      );
      assert.equal(pod.serviceAccountName, 'slicewise');
    });

    it('selects its own pods everywhere', () => {
      const selectors = [
        deployment.spec?.selector.matchLabels,
        ...(pod.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector?.matchLabels),
        ...ofKind<V1Service>(objects, 'Service').map(({ spec }) => spec?.selector),
        ...ofKind<V1PodDisruptionBudget>(objects, 'PodDisruptionBudget').map(({ spec }) => spec?.selector?.matchLabels),
        ...ofKind<V1NetworkPolicy>(objects, 'NetworkPolicy').map(({ spec }) => spec?.podSelector?.matchLabels),
      ];
      assert.equal(selectors.length, 5);
      for (const selector of selectors) {
        assert.ok(selector !== undefined && Object.keys(selector).length > 0);
        for (const [key, value] of Object.entries(selector)) assert.equal(labels[key], value);
      }
    });

    it('names only ports that a container has, where slicewise listens', () => {
      const ports = new Map(containers.flatMap(({ ports: each = [] }) => each).map((each) => [each.name, each]));
      const named = [
        ...containers.flatMap(probesOf).map(({ httpGet }) => httpGet?.port),
        ...ofKind<V1Service>(objects, 'Service')
          .flatMap(({ spec }) => spec?.ports ?? [])
          .map((each) => each.targetPort),
        ...ofKind<V1NetworkPolicy>(objects, 'NetworkPolicy')
          .flatMap(({ spec }) => spec?.ingress ?? [])
          .flatMap(({ ports: each = [] }) => each.map(({ port }) => port)),
      ];
      for (const name of named) assert.ok(ports.has(String(name)), String(name));
      assert.equal(configuration.operations.listen, `:${ports.get('operations')?.containerPort}`);
      const listen = isSecond ? '127.0.0.1:8888' : `:${ports.get('extender')?.containerPort}`;
      assert.equal(configuration.extender.listen, listen);
    });

    it('has probes of every container', () => {
      for (const container of containers) assert.equal(probesOf(container).length, 3, container.name);
    });

    it('mounts volumes that it has, and finds the configured files in them', () => {
      const volumes = (pod.volumes ?? []).map(({ name }) => name);
      const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
      assert.deepEqual(mounts.map(({ name }) => name).toSorted(), volumes.toSorted());
      const files = [
        ...Object.values(configuration.extender.tls ?? {}),
        ...containers.flatMap(({ command = [], args = [] }) => [...command, ...args]).flatMap(configurationFile),
      ];
      assert.ok(files.length > 0);
      for (const path of files)
        assert.ok(
          mounts.some(({ mountPath }) => path.startsWith(`${mountPath}/`)),
          path,
        );
    });

    it('holds a configuration that slicewise accepts', () => {
      assert.deepEqual(configurationSchema.safeParse(configuration).error, undefined);
    });

    it('tells kube-scheduler where slicewise is', () => {
      const tls = configuration.extender.tls;
      const address = isSecond ? configuration.extender.listen : 'CLUSTER-IP:8888';
      assert.equal(extender.urlPrefix, `${tls === undefined ? 'http' : 'https'}://${address}`);
      assert.equal(extender.enableHTTPS ?? false, tls !== undefined);
      assert.equal(extender.tlsConfig?.caFile !== undefined, tls !== undefined);
      assert.equal(extender.tlsConfig?.certFile !== undefined, tls?.clientCAFile !== undefined);
      assert.ok(extender.nodeCacheCapable);
    });

    it('lets slicewise count and bind in carve mode, and only there', () => {
      const isCarve = file.includes('carve');
      assert.equal(configuration.extender.bind, isCarve);
      assert.equal(extender.bindVerb, isCarve ? 'bind' : undefined);
      assert.ok(extender.managedResources.every(({ ignoredByScheduler }) => ignoredByScheduler === isCarve));
      assert.equal(configuration.extender.leaseNamespace, isCarve ? 'slicewise' : undefined);
      assert.equal(extender.ignorable, false);
    });

    it('serves only callers with a certificate where it binds for callers of other hosts', () => {
      if (configuration.extender.bind && !isSecond) assert.ok(configuration.extender.tls?.clientCAFile !== undefined);
    });

    it('changes the pods when their configuration changes', () => {
      const annotations = Object.keys(deployment.spec?.template.metadata?.annotations ?? {});
      assert.deepEqual(annotations, ['checksum/config', ...(isSecond ? ['checksum/kube-scheduler'] : [])]);
    });

    it('names no object twice, and says of each that it is part of slicewise', () => {
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata?.namespace}/${metadata?.name}`);
      assert.equal(new Set(names).size, names.length);
      for (const { kind, metadata } of objects) {
        if (kind !== 'Namespace') assert.equal(metadata?.labels?.['app.kubernetes.io/part-of'], 'slicewise');
      }
    });
  });
}

function probesOf({ startupProbe, livenessProbe, readinessProbe }: V1Container): readonly V1Probe[] {
  return [startupProbe, livenessProbe, readinessProbe].filter((probe) => probe !== undefined);
}

function configurationFile(argument: string): readonly string[] {
  return argument.startsWith('--config=') ? [argument.slice('--config='.length)] : [];
}
