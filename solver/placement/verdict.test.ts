import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { carveNode, gpu, model, request, staticNode } from '../testing/shapes.ts';
import { noDemand } from './demand.ts';
import { phi } from './phi.ts';
import { createRater } from './rater.ts';
import { judge } from './verdict.ts';

const rater = createRater({ policy: phi, demand: noDemand });

function outcome(node: NodeShape, asked: string, alongside?: string): string {
  const verdict = judge(node, request(asked), rater, alongside === undefined ? [] : request(alongside));
  return verdict.kind === 'fits' ? 'fits' : verdict.obstacle;
}

const stranded = '2g.10gb@0* 2g.10gb@2* 3g.20gb@4';
const scattered = '1g.5gb@0* 2g.10gb@4*';

describe('judge', () => {
  const cases: readonly [name: string, node: NodeShape, asked: string, want: string][] = [
    ['static takes an idle instance', staticNode([gpu(stranded)]), '3g.20gb', 'fits'],
    ['static takes no window without an instance', staticNode([gpu(stranded)]), '2g.10gb', 'reshape'],
    ['carve takes a free window', carveNode(gpu(stranded)), '2g.10gb', 'fits'],
    ['carve takes no window under a pod', carveNode(gpu(stranded)), '4g.20gb', 'full'],
    ['a window is missing, though slices are free', carveNode(gpu(scattered)), '4g.20gb', 'moves'],
    ['nothing is free', carveNode(gpu('7g.40gb@0*')), '1g.5gb', 'full'],
    ['the node has no such profile', carveNode(gpu('')), '1g.24gb', 'unknown-profile'],
    ['the node has no GPU', carveNode(), '1g.5gb', 'unknown-profile'],
    [
      'all of several instances are idle',
      staticNode([gpu('1g.5gb@0 2g.10gb@2'), gpu('1g.5gb@6')]),
      '2 x 1g.5gb, 2g.10gb',
      'fits',
    ],
    [
      'one of several instances is not',
      staticNode([gpu('1g.5gb@0 2g.10gb@2'), gpu('7g.40gb@0*')]),
      '2 x 1g.5gb',
      'reshape',
    ],
    ['hidden use leaves one', staticNode([gpu('1g.5gb@0 1g.5gb@1')], { '1g.5gb': 1 }), '1g.5gb', 'fits'],
    ['hidden use leaves none', staticNode([gpu('1g.5gb@0 1g.5gb@1 3g.20gb@4*')], { '1g.5gb': 2 }), '1g.5gb', 'reshape'],
    [
      'what a pod may hold is not recut',
      staticNode([gpu('2g.10gb@0 2g.10gb@2 3g.20gb@4*')], { '2g.10gb': 1 }),
      '4g.20gb',
      'full',
    ],
    [
      'nor carved over',
      { ...carveNode(gpu('2g.10gb@0 2g.10gb@2 3g.20gb@4*')), hidden: new Map([['2g.10gb', 1]]) },
      '1g.5gb',
      'moves',
    ],
    ['a name that drifted', staticNode([gpu('3g.40gb@4', model('A100-80GB'))]), '3g.39gb', 'fits'],
    [
      'the second model of a node',
      staticNode([gpu('7g.40gb@0*'), gpu('3g.40gb@0', model('H100-80GB'))]),
      '3g.40gb',
      'fits',
    ],
  ];
  for (const [name, node, asked, want] of cases) {
    it(`${name}: ${asked} ${want === 'fits' ? 'fits' : `meets "${want}"`}`, () =>
      assert.equal(outcome(node, asked), want));
  }

  it('says in carve mode which instances to create', () => {
    const verdict = judge(carveNode(gpu('3g.20gb@0*'), gpu('')), request('3g.20gb'), rater);
    assert.deepEqual(
      verdict.kind === 'fits' && verdict.choices?.map((choice) => [choice.gpu, formatPlacement(choice.placement)]),
      [[0, '3g.20gb@4']],
    );
  });

  it('does not say in static mode, where the device plugin picks', () => {
    const verdict = judge(staticNode([gpu(stranded)]), request('3g.20gb'), rater);
    assert.equal(verdict.kind === 'fits' && verdict.choices, undefined);
  });

  it('counts nominated pods as there, in both modes', () => {
    const one = staticNode([gpu('1g.5gb@0 1g.5gb@1')]);
    assert.deepEqual([outcome(one, '1g.5gb', '1g.5gb'), outcome(one, '1g.5gb', '2 x 1g.5gb')], ['fits', 'reshape']);
    const other = carveNode(gpu('4g.20gb@0*'));
    assert.deepEqual([outcome(other, '1g.5gb', '2 x 1g.5gb'), outcome(other, '1g.5gb', '3g.20gb')], ['fits', 'full']);
  });

  it('says in carve mode which instances to create, so that a nominated pod keeps its room', () => {
    // Of both, the 4g fits only at 0.
    const verdict = judge(carveNode(gpu('')), request('2g.10gb'), rater, request('4g.20gb'));
    assert.deepEqual(verdict.kind === 'fits' && verdict.choices?.map(({ placement }) => formatPlacement(placement)), [
      '2g.10gb@4',
    ]);
  });

  it('lets a nominated pod of another profile of another board take nothing', () => {
    assert.equal(outcome(carveNode(gpu('')), '7g.40gb', '1g.24gb'), 'fits');
  });

  it('charges a pod only what it adds to a nominated one', () => {
    const node = carveNode(gpu(''));
    const [alone, beside] = [[], request('1g.5gb')].map((alongside) =>
      judge(node, request('1g.5gb'), rater, alongside),
    );
    assert.ok(alone?.kind === 'fits' && beside?.kind === 'fits');
    // Alone a 1g goes to 6 and ends 15 of 41. Two go to 4 and 5: 1g twice, 1g.10gb@4, 2g@4, 3g@4 and 7g end, 18 in all.
    assert.equal(beside.key[0], Math.round((3 / 41) * 1e9) / 1e9);
    assert.ok(alone.key[0] > beside.key[0]);
  });

  it('counts shares where pods share an instance', () => {
    const shares = (taken: number): NodeShape => ({
      ...staticNode([gpu('1g.5gb@0 1g.5gb@1')], taken === 0 ? {} : { '1g.5gb': Math.min(2, taken) }),
      shared: new Map([['1g.5gb', { perInstance: 2, taken }]]),
    });
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((taken) => outcome(shares(taken), '1g.5gb')),
      ['fits', 'fits', 'fits', 'fits', 'reshape'],
    );
    const free = judge(shares(2), request('1g.5gb'), rater);
    assert.deepEqual(free.kind === 'fits' && free.key, [0, 0, 0], 'a share of an instance in use costs nothing');
  });

  it('gives equal nodes equal keys, whatever the order of their GPUs', () => {
    const gpus = ['1g.5gb@0 2g.10gb@2', '1g.5gb@6 3g.20gb@0', '1g.5gb@4'].map((text) => gpu(text));
    const [a, b] = [gpus, gpus.toReversed()].map((each) =>
      judge(staticNode(each, { '1g.5gb': 1 }), request('1g.5gb'), rater),
    );
    assert.deepEqual(a, b);
  });

  it('gives equal carve nodes equal keys for several instances, whatever the order of their GPUs', () => {
    const gpus = [
      '1g.5gb@1* 1g.5gb@4* 1g.5gb+me@2*',
      '1g.5gb@4* 1g.5gb@6* 1g.5gb+me@1*',
      '1g.5gb@5* 1g.5gb@6* 1g.5gb+me@4*',
    ].map((text) => gpu(text));
    const keys = [gpus, gpus.toReversed()].map((each) => {
      const verdict = judge(carveNode(...each), request('2 x 1g.5gb, 3 x 1g.10gb'), rater);
      return verdict.kind === 'fits' ? verdict.key : undefined;
    });
    assert.ok(keys[0] !== undefined);
    assert.deepEqual(keys[0], keys[1]);
  });

  it('says moves for a request over two models where moving the pods of one makes room', () => {
    const node = carveNode(gpu('1g.5gb@0*'), gpu('', model('A30-24GB')));
    assert.deepEqual(judge(node, request('4g.20gb, 1g.6gb'), rater), { kind: 'rejected', obstacle: 'moves' });
    assert.deepEqual(judge(node, request('7g.40gb, 1g.6gb'), rater), { kind: 'rejected', obstacle: 'full' });
  });

  it('divides a profile that two models have among them', () => {
    // The A100-80GB takes two; the A100-40GB takes one once its two 1g.5gb share a pair of slices.
    const node = carveNode(gpu('4g.40gb@0* 1g.10gb@4*', model('A100-80GB')), gpu('1g.5gb@0* 1g.5gb@2* 3g.20gb@4*'));
    assert.deepEqual(judge(node, request('3 x 1g.10gb'), rater), { kind: 'rejected', obstacle: 'moves' });
    assert.deepEqual(judge(node, request('4 x 1g.10gb'), rater), { kind: 'rejected', obstacle: 'full' });
  });

  it('rejects at once what no node could ever hold, however much is asked for', () => {
    for (const node of [carveNode(gpu('')), staticNode([gpu('1g.5gb@0')])]) {
      assert.deepEqual(judge(node, request('1500000000 x 1g.5gb'), rater), { kind: 'rejected', obstacle: 'full' });
    }
  });

  it('ignores of a nominated request only what the node cannot name', () => {
    const verdict = judge(carveNode(gpu('')), request('7g.40gb'), rater, request('1g.5gb, 1g.24gb'));
    assert.equal(verdict.kind, 'rejected');
  });
});
