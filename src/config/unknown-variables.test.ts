import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SETTINGS, variableOf } from './settings.ts';
import { unknownVariables } from './unknown-variables.ts';

describe('unknownVariables', () => {
  it('names what was misspelt, and the variable that is nearest', () => {
    assert.deepEqual(unknownVariables({ SLICEWISE_LISTN: '127.0.0.1:1', SLICEWISE_LOGLEVEL: 'debug' }), [
      'SLICEWISE_LISTN means nothing to slicewise; did you mean SLICEWISE_LISTEN?',
      'SLICEWISE_LOGLEVEL means nothing to slicewise; did you mean SLICEWISE_LOG_LEVEL?',
    ]);
  });

  it('suggests nothing where nothing is near', () => {
    assert.deepEqual(unknownVariables({ SLICEWISE_FAVOURITE_COLOUR: 'blue' }), [
      'SLICEWISE_FAVOURITE_COLOUR means nothing to slicewise',
    ]);
  });

  it('says nothing of those that mean something, nor of those of others', () => {
    const known = SETTINGS.map(({ flag }) => [variableOf(flag), 'x'] as const);
    const environment = Object.fromEntries([
      ...known,
      ['SLICEWISE_CONFIG', 'x'],
      ['PATH', '/bin'],
      ['MY_SLICEWISE_X', ''],
    ]);
    assert.deepEqual(unknownVariables(environment), []);
  });

  it('leaves out what the kubelet tells of Services whose names begin alike', () => {
    // As in a pod beside Services `slicewise` (ports 8888, named extender, and 8889) and `slicewise-metrics`.
    assert.deepEqual(
      unknownVariables({
        SLICEWISE_SERVICE_HOST: '10.96.0.20',
        SLICEWISE_SERVICE_PORT: '8888',
        SLICEWISE_SERVICE_PORT_EXTENDER: '8888',
        SLICEWISE_PORT: 'tcp://10.96.0.20:8888',
        SLICEWISE_PORT_8888_TCP: 'tcp://10.96.0.20:8888',
        SLICEWISE_PORT_8888_TCP_PROTO: 'tcp',
        SLICEWISE_PORT_8888_TCP_PORT: '8888',
        SLICEWISE_PORT_8888_TCP_ADDR: '10.96.0.20',
        SLICEWISE_METRICS_SERVICE_HOST: '10.96.0.21',
        SLICEWISE_METRICS_PORT: 'tcp://10.96.0.21:8889',
      }),
      [],
    );
    assert.equal(unknownVariables({ SLICEWISE_PORT: '8888' }).length, 1, 'that is what a person would write');
  });
});
