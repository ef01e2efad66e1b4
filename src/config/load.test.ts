import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { policies } from '../../solver/placement/policies.ts';
import { type ConfigurationFile, HEAD_LINES, makeConfigurationFile } from '../testing/configuration-file.ts';
import { readConfiguration } from './configuration.ts';
import { FIELDS } from './fields.ts';
import type { FlagValues } from './layers.ts';
import { loadConfiguration, printConfiguration } from './load.ts';
import { optionOf, SETTINGS, variableOf } from './settings.ts';
import { isTree } from './tree.ts';

let file: ConfigurationFile;
before(async () => {
  file = await makeConfigurationFile();
});
after(() => file.remove());

const load: ConfigurationFile['load'] = (...args) => file.load(...args);
const refusal: ConfigurationFile['refusal'] = (loading) => file.refusal(loading);

function valueAt(tree: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (isTree(inner) ? inner[name] : undefined), tree);
}

describe('a configuration without a file', () => {
  it('has the default of every field', async () => {
    const { written, snapshot } = await loadConfiguration({ flags: {}, environment: {} });
    for (const { path, usual } of FIELDS)
      if (usual !== undefined) assert.deepEqual(valueAt(written, path), usual, path);
    assert.equal(snapshot, undefined);
    assert.deepEqual(readConfiguration(written, undefined), {
      cluster: {
        kind: 'live',
        kubeconfig: undefined,
        context: undefined,
        maxStateAgeSeconds: 60,
        migConfigMaps: [{ namespace: 'gpu-operator', name: 'default-mig-parted-config' }],
      },
      extender: {
        address: { host: '127.0.0.1', port: 8888 },
        bodyLimit: 2 ** 27,
        bind: false,
        shutdownDelayMs: 5000,
        leaseNamespace: undefined,
        tls: undefined,
      },
      operations: undefined,
      decisions: readConfiguration(written, undefined).decisions,
      demand: { halfLifeMs: 24 * 3_600_000, given: undefined, configMap: undefined },
      advisor: {
        threshold: 0.2,
        hysteresis: 0.05,
        holdMs: 300_000,
        coolDownMs: 1_800_000,
        maxMoves: 2,
        capacityShare: 0.75,
        timeLimitMs: 30_000,
        events: false,
      },
      pools: { poolLabel: undefined },
      perGpu: false,
      logLevel: 'info',
    });
  });
});

describe('what counts of several sources', () => {
  const values: Readonly<Record<string, readonly [inFile: string, variable: string, flag: unknown, want: unknown]>> = {
    'extender.listen': ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:3'],
    'demand.halfLife': ['1h', '2h', '3h', '3h'],
    'extender.bodyLimit': ['2Mi', '3Mi', '4Mi', '4Mi'],
    'extender.shutdownDelay': ['1s', '2s', '3s', '3s'],
    'extender.bind': ['true', 'false', true, true],
    'extender.tls.certFile': ['a', 'b', 'c', 'c'],
    'extender.tls.keyFile': ['a', 'b', 'c', 'c'],
    'extender.tls.clientCAFile': ['a', 'b', 'c', 'c'],
    'operations.listen': ['127.0.0.1:4', '127.0.0.1:5', '127.0.0.1:6', '127.0.0.1:6'],
    'cluster.kubeconfig': ['a', 'b', 'c', 'c'],
    'cluster.context': ['a', 'b', 'c', 'c'],
    'cluster.maxStateAge': ['1m', '2m', '3m', '3m'],
    'decisions.policy': ['best-fit', 'first-fit', 'phi', 'phi'],
    'decisions.modelCosts': ['{ A30-24GB: 2 }', 'A30-24GB=3', ['A30-24GB=4'], { 'A30-24GB': 4 }],
    'pools.label': ['a', 'b', 'c', 'c'],
    logLevel: ['debug', 'warn', 'error', 'error'],
  };
  const wantOfVariable: Readonly<Record<string, unknown>> = {
    'extender.bind': false,
    'decisions.modelCosts': { 'A30-24GB': 3 },
  };
  // What these need beside them to make sense.
  const beside = { tlsCertFile: 'cert', tlsKeyFile: 'key' };

  for (const { path, flag } of SETTINGS) {
    it(`${flag} comes before ${variableOf(flag)}, then ${path} of the file, then the default`, async () => {
      const [inFile, variable, given, want] = values[path] ?? assert.fail('the table lacks it');
      const { [optionOf(flag)]: _, ...others } = { ...beside } as FlagValues;
      const file = path
        .split('.')
        .map((name, depth) => `${'  '.repeat(depth)}${name}:`)
        .join('\n');
      const flagged = await load(
        `${file} ${inFile}`,
        { ...others, [optionOf(flag)]: given },
        { [variableOf(flag)]: variable },
      );
      assert.deepEqual(valueAt(flagged.written, path), want);
      const varied = await load(`${file} ${inFile}`, others, { [variableOf(flag)]: variable });
      assert.deepEqual(valueAt(varied.written, path), wantOfVariable[path] ?? variable);
      const filed = await load(`${file} ${inFile}`, others, { [variableOf(flag)]: '' });
      assert.notDeepEqual(valueAt(filed.written, path), valueAt(varied.written, path));
      assert.notDeepEqual(valueAt(filed.written, path), FIELDS.find((field) => field.path === path)?.usual);
    });
  }

  it('costs stand beside each other, model by model', async () => {
    const { written } = await load(
      'decisions: { modelCosts: { A30-24GB: 2, A100-40GB: 5 } }',
      { modelCost: ['A30-24GB=3'] },
      { SLICEWISE_MODEL_COST: 'H100-80GB=4, A30-24GB=9' },
    );
    assert.deepEqual(written.decisions.modelCosts, { 'A30-24GB': 3, 'A100-40GB': 5, 'H100-80GB': 4 });
  });

  it('the file and the snapshot are named by variables, too', async () => {
    const config = await file.folder.write('other.yaml', `${HEAD_LINES}logLevel: warn`);
    const environment = { SLICEWISE_CONFIG: config, SLICEWISE_SNAPSHOT: 'a.json' };
    const { written, snapshot } = await loadConfiguration({ flags: {}, environment });
    assert.deepEqual([written.logLevel, snapshot], ['warn', 'a.json']);
    assert.equal((await loadConfiguration({ flags: { snapshot: '-' }, environment })).snapshot, '-');
  });

  it('variables of a Service that Kubernetes sets are no concern of ours', async () => {
    await load('', {}, { SLICEWISE_SERVICE_HOST: '10.0.0.1', SLICEWISE_PORT: 'tcp://10.0.0.1:80' });
  });
});

describe('a configuration file', () => {
  it('may be JSON, and may have fields that hold nothing', async () => {
    const json = await file.folder.write(
      'a.json',
      JSON.stringify({
        apiVersion: 'slicewise.dev/v1alpha1',
        kind: 'SlicewiseConfiguration',
        extender: { bodyLimit: 2_000_000 },
      }),
    );
    assert.equal(
      (await loadConfiguration({ flags: { config: json }, environment: {} })).written.extender.bodyLimit,
      2_000_000,
    );
    const { written } = await load('extender:\n  tls:\n  listen:\ncluster:\n');
    assert.deepEqual([written.extender.listen, written.extender.tls.certFile], ['127.0.0.1:8888', '']);
  });

  it('that is printed can be read again and says the same', async () => {
    const first = await load(
      'extender: { bind: true, leaseNamespace: a, bodyLimit: 1048576, tls: { certFile: "a: #b", keyFile: k } }',
      { modelCost: ['B300=2.5'], poolLabel: 'true', policy: 'best-fit' },
      { SLICEWISE_OPERATIONS_LISTEN: '[::1]:0', SLICEWISE_MAX_STATE_AGE: '1m30s' },
    );
    const config = await file.folder.write('printed.yaml', printConfiguration(first.written));
    const second = await loadConfiguration({ flags: { config }, environment: {} });
    assert.deepEqual(second, first);
    assert.equal(printConfiguration(second.written), printConfiguration(first.written));
  });

  const notOne: readonly [text: string, want: RegExp][] = [
    ['', /^FILE: is empty, expected a configuration \(kind: SlicewiseConfiguration\)$/],
    ['# nothing', /^FILE: is empty/],
    ['- 1', /^FILE: is no configuration, expected fields such as kind: SlicewiseConfiguration$/],
    ['just text', /^FILE: is no configuration/],
    ['a: {', /^FILE: is not valid YAML: .* at line 1, column /],
    ['a: 1\na: 2', /^FILE: is not valid YAML: Map keys must be unique/],
    [`${HEAD_LINES}---\n${HEAD_LINES}`, /^FILE: holds 2 documents, expected one$/],
  ];
  for (const [text, want] of notOne) {
    it(`is refused where it is ${JSON.stringify(text)}`, async () => {
      const config = await file.folder.write('slicewise.yaml', text);
      const [sentence = '', ...others] = await refusal(loadConfiguration({ flags: { config }, environment: {} }));
      assert.match(sentence, want);
      assert.deepEqual(others, []);
    });
  }

  it('cannot be standard input where the snapshot is', async () => {
    const loading = loadConfiguration({ flags: { config: '-', snapshot: '-' }, environment: {} });
    assert.deepEqual(await refusal(loading), ['--snapshot and --config cannot both be standard input']);
  });

  it('is refused where there is none', async () => {
    const flags = { config: file.folder.path('nowhere.yaml') };
    await assert.rejects(loadConfiguration({ flags, environment: {} }), /nowhere\.yaml: there is no such file$/);
  });

  const wrong: readonly [body: string, want: string][] = [
    ['extender: { tls: { keyFile: 3 } }', 'FILE: extender.tls.keyFile: 3 is not text'],
    ['extender: { tls: 3 }', 'FILE: extender.tls: 3 is not an object'],
    ['extender: { lsten: "x" }', 'FILE: extender.lsten: there is no "lsten" in extender, did you mean listen?'],
    ['extender: { lsten: }', 'FILE: extender.lsten: there is no "lsten" in extender, did you mean listen?'],
    ['loglevel: info', 'FILE: loglevel: there is no "loglevel" in SlicewiseConfiguration, did you mean logLevel?'],
    ['operations: { port: 1 }', 'FILE: operations.port: there is no "port" in operations, only listen'],
    ['extender: { listen: 8888 }', 'FILE: extender.listen: 8888 is not text'],
    [
      'extender: { listen: here }',
      'FILE: extender.listen: "here" is not of the form HOST:PORT, such as 127.0.0.1:8888',
    ],
    ['extender: { bind: yes }', 'FILE: extender.bind: "yes" is not true or false'],
    ['extender: { bodyLimit: 128 }', 'FILE: extender.bodyLimit: 128 is outside of 1Mi to 511Mi'],
    [
      'extender: { bodyLimit: 128MB }',
      'FILE: extender.bodyLimit: "128MB" is not a size, such as 128Mi, or a number of bytes',
    ],
    ['cluster: { maxStateAge: 60 }', 'FILE: cluster.maxStateAge: 60 is not text'],
    [
      'cluster: { maxStateAge: "60" }',
      'FILE: cluster.maxStateAge: "60" is not a duration, such as 60s, 500ms or 1m30s',
    ],
    ['cluster: { maxStateAge: 500ms }', 'FILE: cluster.maxStateAge: 500ms is outside of 1s to 24h'],
    ['cluster: { migConfigMaps: [a/b, c] }', 'FILE: cluster.migConfigMaps.1: "c" is not of the form NAMESPACE/NAME'],
    [
      'decisions: { policy: best }',
      `FILE: decisions.policy: "best" is not ${policies.map(({ name }) => `"${name}"`).join(' or ')}`,
    ],
    ['decisions: { modelCosts: { B300: 0 } }', 'FILE: decisions.modelCosts.B300: 0 is not a number above 0'],
    ['decisions: { modelCosts: { B300: x } }', 'FILE: decisions.modelCosts.B300: "x" is not a number'],
    [
      'decisions: { modelCosts: { B3000: 1 } }',
      'FILE: decisions.modelCosts.B3000: there is no "B3000" in decisions.modelCosts, did you mean B300?',
    ],
    ['extender: { tls: { certFile: a } }', 'FILE: extender.tls.certFile: needs extender.tls.keyFile, which is empty'],
    ['extender: { tls: { keyFile: a } }', 'FILE: extender.tls.keyFile: needs extender.tls.certFile, which is empty'],
    [
      'extender: { tls: { clientCAFile: a } }',
      'FILE: extender.tls.clientCAFile: needs extender.tls.certFile and extender.tls.keyFile, which are empty: without TLS nobody shows a certificate',
    ],
    [
      'operations: { listen: "127.0.0.1:8888" }',
      'FILE: operations.listen: is the address of the extender, too; leave it empty to have everything there',
    ],
  ];
  for (const [body, want] of wrong) {
    it(`is refused where it has ${body}`, async () => {
      assert.deepEqual(await refusal(load(body)), [want]);
    });
  }

  it('of another kind or version is refused with what is read', async () => {
    const config = await file.folder.write('slicewise.yaml', 'apiVersion: slicewise.dev/v1\nkind: ConfigMap');
    assert.deepEqual(await refusal(loadConfiguration({ flags: { config }, environment: {} })), [
      'the configuration has 2 faults:',
      'FILE: apiVersion: "slicewise.dev/v1" is not "slicewise.dev/v1alpha1", the only version that this slicewise reads',
      'FILE: kind: "ConfigMap" is not "SlicewiseConfiguration"; is this file meant for something else?',
    ]);
  });

  it('is told everything that is wrong with it, also what a flag covers, beside variables and flags', async () => {
    const faults = await refusal(
      load(
        'extender: { listen: x, bindd: true }\nlogLevel: loud',
        { listen: '127.0.0.1:1', bodyLimit: '5' },
        { SLICEWISE_BIND: 'on', SLICEWISE_MODEL_COST: 'B300=0,B3' },
      ),
    );
    assert.deepEqual(faults, [
      'the configuration has 7 faults:',
      'FILE: extender.listen: "x" is not of the form HOST:PORT, such as 127.0.0.1:8888',
      'FILE: extender.bindd: there is no "bindd" in extender, did you mean bind?',
      'FILE: logLevel: "loud" is not "debug" or "info" or "warn" or "error" or "silent"',
      'SLICEWISE_MODEL_COST: "B3" is not of the form MODEL=COST',
      'SLICEWISE_BIND: "on" is not true or false',
      'SLICEWISE_MODEL_COST: 0 is not a number above 0',
      '--body-limit: 5 is outside of 1Mi to 511Mi',
    ]);
  });
});
