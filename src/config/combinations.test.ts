import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ConfigurationFile, makeConfigurationFile } from '../testing/configuration-file.ts';
import type { Environment, FlagValues } from './layers.ts';

let file: ConfigurationFile;
before(async () => {
  file = await makeConfigurationFile();
});
after(() => file.remove());

describe('what cannot be together is refused by the name of what was given last', () => {
  const wrong: readonly [body: string, flags: FlagValues, environment: Environment, want: RegExp][] = [
    ['extender: { bind: true }', { snapshot: 'a' }, {}, /^FILE: extender\.bind: cannot be with --snapshot/],
    ['', { snapshot: 'a' }, { SLICEWISE_BIND: 'true' }, /^SLICEWISE_BIND: cannot be with --snapshot/],
    ['', { bind: true }, { SLICEWISE_SNAPSHOT: 'a' }, /^--bind: cannot be with --snapshot/],
    ['cluster: { kubeconfig: a }', { snapshot: 'a' }, {}, /^FILE: cluster\.kubeconfig: cannot be with --snapshot/],
    ['', { snapshot: 'a', context: 'b' }, {}, /^--context: cannot be with --snapshot/],
    ['demand: { configMap: a/b }', { snapshot: 'a' }, {}, /^FILE: demand\.configMap: cannot be with --snapshot/],
    ['advisor: { events: true }', { snapshot: 'a' }, {}, /^FILE: advisor\.events: cannot be with --snapshot/],
    ['advisor: { threshold: 0.2, hysteresis: 0.3 }', {}, {}, /^FILE: advisor\.hysteresis: is more than advisor\.thr/],
    ['', { tlsCertFile: 'a' }, {}, /^--tls-cert-file: needs extender\.tls\.keyFile/],
    ['', { clientCaFile: 'a' }, {}, /^--client-ca-file: needs extender\.tls\.certFile and/],
    ['', { operationsListen: '127.0.0.1:8888' }, {}, /^--operations-listen: is the address of the extender, too/],
  ];
  for (const [body, flags, environment, want] of wrong) {
    it(String(want), async () => {
      const [sentence = '', ...others] = await file.refusal(file.load(body, flags, environment));
      assert.match(sentence, want);
      assert.deepEqual(others, []);
    });
  }

  it('but both ports may be any that is free', async () => {
    await file.load('', { listen: '127.0.0.1:0', operationsListen: '127.0.0.1:0' });
  });

  it('and a flag can take away what stands in the way', async () => {
    const { written } = await file.load('extender: { bind: true }\ncluster: { kubeconfig: a }', {
      snapshot: 'a',
      bind: false,
      kubeconfig: '',
    });
    assert.deepEqual([written.extender.bind, written.cluster.kubeconfig], [false, '']);
  });
});
