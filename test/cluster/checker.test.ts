import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { couldBePlaced, wrongs } from './checker.ts';
import { gpuNode } from './nodes.ts';
import { gpuPod } from './pods.ts';

const carved = gpuNode('c', { gpus: [''], mode: 'carve' });

/** A pod on the node `c` that was given these placements: `3g.20gb@4`. */
function given(name: string, asks: string, ...placements: readonly string[]) {
  const chosen = placements.map((text) => {
    const [profile, start] = text.split('@');
    return { gpu: 'GPU-c-0', profile, start: Number(start) };
  });
  const annotations = placements.length === 0 ? {} : { 'slicewise.dev/placement': JSON.stringify(chosen) };
  return gpuPod(`x/${name}`, asks, { on: 'c', annotations });
}

describe('the checker', () => {
  it('finds nothing wrong with legal placements beside each other', () => {
    const pods = [given('a', '3g.20gb', '3g.20gb@4'), given('b', '1g.5gb, 2g.10gb', '2g.10gb@0', '1g.5gb@2')];
    assert.deepEqual(wrongs([carved], pods), []);
  });

  it('finds overlaps, starts and GPUs that do not exist, and pods that did not get what they asked for', () => {
    const overlap = [given('a', '4g.20gb', '4g.20gb@0'), given('b', '1g.5gb', '1g.5gb@3')];
    assert.deepEqual(wrongs([carved], overlap), ['GPU GPU-c-0 of c: 4g.20gb@0 1g.5gb@3 cannot exist together']);
    assert.deepEqual(wrongs([carved], [given('a', '3g.20gb', '3g.20gb@2')]), [
      'x/a: 3g.20gb@2 on GPU GPU-c-0 of c: A100-40GB has no such placement',
    ]);
    const other = gpuNode('c', { gpus: [], mode: 'carve' });
    assert.deepEqual(wrongs([other], [given('a', '1g.5gb', '1g.5gb@0')]), [
      'x/a: 1g.5gb@0 on GPU GPU-c-0 of c: there is no such GPU',
    ]);
    assert.deepEqual(wrongs([carved], [given('a', '2 x 1g.5gb', '1g.5gb@0')]), [
      'x/a on c has [{"gpu":"GPU-c-0","profile":"1g.5gb","start":0}] for what it asks',
    ]);
    assert.deepEqual(wrongs([carved], [given('a', '1g.5gb')]), ['x/a on c has [] for what it asks']);
  });

  it('counts instances where the mode is static', () => {
    const node = gpuNode('c', { gpus: ['1g.5gb@0 1g.5gb@1'] });
    const pods = ['a', 'b', 'c'].map((name) => given(name, '1g.5gb'));
    assert.deepEqual(wrongs([node], pods.slice(1)), []);
    assert.deepEqual(wrongs([node], pods), ['c: pods hold 3 x nvidia.com/mig-1g.5gb, and it has 2']);
    assert.equal(couldBePlaced([node], pods.slice(2), gpuPod('x/new', '1g.5gb')), true);
    assert.equal(couldBePlaced([node], pods.slice(1), gpuPod('x/new', '1g.5gb')), false);
    assert.equal(couldBePlaced([node], [], gpuPod('x/new', '2g.10gb')), false);
    assert.equal(couldBePlaced([node], [], gpuPod('x/new', '1g.5gb', { pool: 'another' })), false);
  });

  it('knows what could still be placed', () => {
    const pods = [given('a', '1g.5gb', '1g.5gb@0'), given('b', '1g.5gb', '1g.5gb@5')];
    assert.equal(couldBePlaced([carved], pods, gpuPod('x/new', '3g.20gb')), false);
    assert.equal(couldBePlaced([carved], pods, gpuPod('x/new', '2g.10gb')), true);
    assert.equal(couldBePlaced([carved], pods, gpuPod('x/new', '5 x 1g.5gb')), true);
    assert.equal(couldBePlaced([carved], pods, gpuPod('x/new', '6 x 1g.5gb')), false);
  });
});
