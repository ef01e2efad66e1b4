import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layoutTable } from '../layout/layout-table.ts';
import { layoutsOf } from '../layout/layouts.ts';
import { formatPlacement } from '../model/placement.ts';
import { gpu, model, staticNode } from '../testing/shapes.ts';
import { freeSlices, nodePart, poolHeadroom, strandedSlices, usedGeometry } from './pool.ts';

const a100 = model('A100-40GB');

describe('a pool', () => {
  const pool = {
    model: a100,
    nodes: [staticNode([gpu('2g.10gb@0* 2g.10gb@2* 3g.20gb@4')]), staticNode([gpu('1g.5gb@0* 1g.5gb@1 2g.10gb@4*')])],
  };

  // First GPU: 4-7 idle. Second: 1-3 and 6-7 free, one idle 1g. Repacked: 2g 2g 2g + 1g on one GPU, the other empty.
  const ladder: readonly [profile: string, asShaped: number, reshaped: number, repacked: number][] = [
    ['1g.5gb', 1, 3 + 4, 7],
    ['1g.5gb+me', 0, 2, 2],
    ['1g.10gb', 0, 2 + 2, 4],
    ['2g.10gb', 0, 1 + 1, 3],
    ['3g.20gb', 1, 1, 2],
    ['4g.20gb', 0, 0, 1],
    ['7g.40gb', 0, 0, 1],
  ];
  it('counts the used instances', () => {
    assert.deepEqual(usedGeometry(pool), [1, 0, 0, 3, 0, 0, 0]);
    assert.equal(freeSlices(pool), 16 - 7);
  });

  for (const [name, asShaped, reshaped, repacked] of ladder) {
    it(`has room for ${asShaped}, ${reshaped} and ${repacked} more ${name} on the three rungs`, () => {
      const found = poolHeadroom(pool).find(({ profile }) => profile.name === name);
      assert.deepEqual(
        [found?.asShaped, found?.reshaped.least, found?.reshaped.most, found?.repacked],
        [asShaped, reshaped, reshaped, repacked],
      );
    });
  }

  it('counts by the profiles of the model that is asked about, whichever was before', () => {
    const nodes = [staticNode([])];
    for (const each of [a100, model('A30-24GB'), a100]) {
      assert.deepEqual(
        usedGeometry({ model: each, nodes }),
        each.profiles.map(() => 0),
      );
      assert.equal(poolHeadroom({ model: each, nodes }).length, each.profiles.length);
    }
  });

  it('has stranded slices by shape and by placement', () => {
    const found = poolHeadroom(pool).find(({ profile }) => profile.name === '4g.20gb');
    assert.deepEqual(found && strandedSlices(found), { shape: 0, placement: 4 });
  });

  it('never has less on a higher rung, whatever it holds', () => {
    const layouts = layoutsOf(layoutTable(a100)).filter(({ instances }) => instances.length > 0);
    const gpus = fc.constantFrom(...layouts).chain(({ instances }) =>
      fc.array(fc.boolean(), { minLength: instances.length, maxLength: instances.length }).map((used) => {
        const words = instances.map((each, index) => `${formatPlacement(each)}${used[index] === true ? '*' : ''}`);
        return gpu(words.join(' '));
      }),
    );
    fc.assert(
      fc.property(fc.array(gpus, { minLength: 1, maxLength: 4 }), (shapes) => {
        for (const { asShaped, reshaped, repacked, profile } of poolHeadroom({
          model: a100,
          nodes: [staticNode(shapes)],
        })) {
          assert.ok(asShaped <= reshaped.least && reshaped.most <= repacked, `${profile.name}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('nodePart', () => {
  const h100 = model('H100-80GB');
  const node = staticNode([gpu('1g.10gb@6 1g.5gb@0'), gpu('1g.10gb@0 1g.10gb@1', h100)], { '1g.10gb': 2, '1g.5gb': 1 });

  it('keeps the GPUs of one model', () => {
    assert.deepEqual(nodePart(node, h100).gpus, [node.gpus[1]]);
  });

  it('gives hidden use to the first model that has open instances of that name, and the rest to the next', () => {
    assert.deepEqual(
      [...nodePart(node, a100).hidden],
      [
        ['1g.10gb', 1],
        ['1g.5gb', 1],
      ],
    );
    assert.deepEqual([...nodePart(node, h100).hidden], [['1g.10gb', 1]]);
  });

  it('is the node itself where there is only one model', () => {
    const single = staticNode([gpu('1g.5gb@0')], { '1g.5gb': 1 });
    assert.deepEqual(nodePart(single, a100), single);
  });
});
