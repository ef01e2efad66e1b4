import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlacement } from '../../solver/model/placement.ts';
import type { Gpu } from './gpu.ts';
import { readGpusAnnotation } from './gpus-annotation.ts';

const A100 = 'NVIDIA-A100-SXM4-40GB';

function read(text: string): readonly Gpu[] {
  const gpus = readGpusAnnotation(text);
  return gpus.ok ? gpus.value : assert.fail(gpus.error);
}

function say(gpu: Gpu | undefined): string {
  if (gpu === undefined) return 'nothing';
  if (gpu.kind !== 'mig') return `${gpu.index} ${gpu.kind}${gpu.kind === 'unusable' ? `: ${gpu.reason}` : ''}`;
  const instances = gpu.instances.map(({ placement, holder }) => {
    return formatPlacement(placement) + (holder.kind === 'pod' ? `=${holder.pod}` : '');
  });
  return `${gpu.index} ${gpu.model.name} ${instances.join(' ')}`;
}

describe('readGpusAnnotation', () => {
  it('reads the form that is documented', () => {
    const gpus = read(
      '{"v":1,"gpus":[{"index":0,"uuid":"GPU-1","product":"NVIDIA-A100-SXM4-40GB","mig":true,"instances":[' +
        '{"profile":"3g.20gb","start":4,"uuid":"MIG-1","pod":"team-a/triton-0"},{"profile":"2g.10gb","start":0}]}]}',
    );
    assert.deepEqual(gpus.map(say), ['0 A100-40GB 2g.10gb@0 3g.20gb@4=team-a/triton-0']);
    const [gpu] = gpus;
    assert.deepEqual(gpu?.kind === 'mig' && [gpu.uuid, gpu.source], ['GPU-1', 'annotation']);
  });

  const cases: readonly [name: string, gpus: readonly unknown[], want: readonly string[]][] = [
    ['a GPU without MIG', [{ index: 0, product: A100, mig: false }], ['0 whole']],
    ['a GPU without instances', [{ index: 0, product: A100 }], ['0 A100-40GB ']],
    ['fields that nobody knows', [{ index: 0, product: A100, colour: 'green' }], ['0 A100-40GB ']],
    ['the product as nvidia-smi prints it', [{ index: 0, product: 'NVIDIA A100-SXM4-40GB' }], ['0 A100-40GB ']],
    [
      'boards of several models',
      [
        { index: 1, product: 'NVIDIA-A30' },
        { index: 0, product: A100 },
      ],
      ['0 A100-40GB ', '1 A30-24GB '],
    ],
    [
      'a profile under the name of another driver',
      [{ index: 0, product: 'NVIDIA-A100-SXM4-80GB', instances: [{ profile: '3g.39gb', start: 4 }] }],
      ['0 A100-80GB 3g.40gb@4'],
    ],
    [
      'one illegal GPU beside one that works',
      [
        { index: 0, product: A100, instances: [{ profile: '3g.20gb', start: 2 }] },
        { index: 1, product: A100 },
      ],
      ['0 unusable: 3g.20gb cannot start at memory slice 2, only at 0, 4', '1 A100-40GB '],
    ],
    [
      'a GPU that is not even an object',
      [{ index: 3, product: A100 }, 7],
      ['3 A100-40GB ', '4 unusable: gpus.1 is 7, expected an object'],
    ],
    [
      'the UUID of another GPU',
      [
        { index: 0, uuid: 'GPU-1', product: A100 },
        { index: 1, uuid: 'GPU-1', product: A100 },
      ],
      ['0 A100-40GB ', '1 unusable: gpus.1 has the index or UUID of an earlier GPU'],
    ],
  ];
  for (const [name, gpus, want] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(read(JSON.stringify({ v: 1, gpus })).map(say), want));
  }

  const unreadable: readonly [text: string, want: RegExp][] = [
    ['', /: Unexpected end of JSON input$/],
    ['{"v":1,', / in JSON at position 7/],
    ['null', /: it is null, expected an object$/],
    ['[]', /: it is a list, expected an object$/],
    ['{"gpus":[]}', /: v is missing$/],
    ['{"v":1}', /: gpus is missing$/],
    ['{"v":"1","gpus":[]}', /: v is "1", expected 1$/],
    ['{"v":2,"gpus":[]}', /: v is 2, expected 1$/],
  ];
  for (const [text, want] of unreadable) {
    it(`refuses "${text}" as a whole`, () => {
      const gpus = readGpusAnnotation(text);
      assert.match(gpus.ok ? '' : gpus.error, /^annotation slicewise\.dev\/gpus cannot be read: /);
      assert.match(gpus.ok ? '' : gpus.error, want);
    });
  }
});
