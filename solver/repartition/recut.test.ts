import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { excludes, formatPlacement } from '../model/placement.ts';
import { type GpuShape, gpuShape } from '../node/gpu-shape.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { createRater } from '../placement/rater.ts';
import { gpu, request, staticNode } from '../testing/shapes.ts';
import { findReshape } from './recut.ts';

const rater = createRater({ policy: phi, demand: noDemand });

function steps(node: NodeShape, asked: string): string {
  const found = findReshape(node, request(asked), rater);
  if (found.kind !== 'found') return found.kind;
  return found.reshape.recuts
    .map((recut) => `${recut.gpu}: -${recut.delete.map(formatPlacement)} +${recut.create.map(formatPlacement)}`)
    .join('; ');
}

describe('findReshape', () => {
  const cases: readonly [name: string, node: NodeShape, asked: string, want: string][] = [
    ['the stranded node', staticNode([gpu('2g.10gb@0* 2g.10gb@2* 3g.20gb@4')]), '2g.10gb', '0: -3g.20gb@4 +2g.10gb@4'],
    ['nothing to destroy', staticNode([gpu('2g.10gb@0*')]), '2g.10gb', '0: - +2g.10gb@2'],
    [
      'fewest destroyed',
      staticNode([gpu('1g.5gb@0 1g.5gb@1 1g.5gb@2 3g.20gb@4'), gpu('7g.40gb@0')]),
      '4g.20gb',
      '1: -7g.40gb@0 +4g.20gb@0',
    ],
    ['only what is in the way', staticNode([gpu('1g.5gb@0 1g.5gb@6*')]), '3g.20gb', '0: -1g.5gb@0 +3g.20gb@0'],
    ['what is there already is kept', staticNode([gpu('2g.10gb@0 3g.20gb@4*')]), '2 x 2g.10gb', '0: - +2g.10gb@2'],
    [
      'several GPUs',
      staticNode([gpu('3g.20gb@0* 2g.10gb@4'), gpu('1g.5gb@0* 1g.5gb@4')]),
      '2 x 3g.20gb',
      '0: -2g.10gb@4 +3g.20gb@4; 1: -1g.5gb@4 +3g.20gb@4',
    ],
    ['no pod is disturbed', staticNode([gpu('1g.5gb@0* 1g.5gb@4*')]), '3g.20gb', 'none'],
    [
      'nor one that may be there',
      staticNode([gpu('2g.10gb@0 2g.10gb@2 3g.20gb@4*')], { '2g.10gb': 1 }),
      '4g.20gb',
      'none',
    ],
    [
      'an idle media extension gives up its engines',
      staticNode([gpu('1g.5gb+me@0 3g.20gb@4*')]),
      '2g.10gb, 1g.5gb+me',
      '0: - +2g.10gb@2',
    ],
    ['a profile that the node lacks', staticNode([gpu('')]), '1g.24gb', 'none'],
  ];
  for (const [name, node, asked, want] of cases) {
    it(`${name}: ${asked} by ${want}`, () => assert.equal(steps(node, asked), want));
  }

  it('finds the way for eight instances on eight GPUs, media extensions among them', () => {
    const node = staticNode([
      ...Array.from({ length: 4 }, () => gpu('3g.20gb@0* 2g.10gb@4*')),
      ...Array.from({ length: 4 }, () => gpu('1g.5gb+me@0*')),
    ]);
    assert.equal(findReshape(node, request('4 x 1g.5gb, 4 x 1g.5gb+me'), rater).kind, 'found');
  });

  it('makes one instance for as many pods as share it', () => {
    const shared = new Map([['4g.20gb', { perInstance: 3, taken: 0 }]]);
    const node = { ...staticNode([gpu('3g.20gb@4*'), gpu('1g.5gb@2 1g.5gb@3 2g.10gb@0')]), shared };
    assert.equal(steps(node, '3 x 4g.20gb'), '0: - +4g.20gb@0');
    assert.equal(steps(node, '4 x 4g.20gb'), '0: - +4g.20gb@0; 1: -1g.5gb@2,1g.5gb@3,2g.10gb@0 +4g.20gb@0');
  });

  it('says unknown, never none, once its steps are spent', () => {
    assert.equal(findReshape(staticNode([gpu('')]), request('1g.5gb'), rater, { left: 1 }).kind, 'unknown');
  });

  it('destroys the fewest, as trying every set of windows shows', () => {
    const layouts = [
      '1g.5gb@0* 1g.5gb@1 2g.10gb@2 3g.20gb@4',
      '2g.10gb@0 2g.10gb@2* 1g.5gb@6',
      '7g.40gb@0',
      '4g.20gb@0 1g.10gb@4',
    ];
    const requests = [
      '1g.5gb',
      '2g.10gb',
      '3g.20gb',
      '4g.20gb',
      '7g.40gb',
      '2 x 2g.10gb',
      '3g.20gb, 1g.10gb',
      '3 x 1g.5gb',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...layouts), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...requests),
        (texts, asked) => {
          const node = staticNode(texts.map((text) => gpu(text)));
          const found = findReshape(node, request(asked), rater);
          const fewest = fewestDestroyed(
            node.gpus,
            request(asked).flatMap(({ profile, count }) => Array(count).fill(profile)),
          );
          assert.equal(found.kind === 'found' ? found.reshape.deleted : undefined, fewest);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Puts the instances one by one wherever only idle ones are in the way, and counts those. */
function fewestDestroyed(gpus: readonly GpuShape[], [name, ...rest]: readonly string[]): number | undefined {
  if (name === undefined) return 0;
  const tries = gpus.flatMap(({ table, used, open }, index) =>
    table.model.placements.flatMap((wanted) => {
      if (wanted.profile.name !== name || used.some((each) => excludes(table.model, each, wanted))) return [];
      const lost = open.filter((each) => each !== wanted && excludes(table.model, each, wanted));
      const left = open.filter((each) => each !== wanted && !lost.includes(each));
      const after = gpuShape(table, [...used, wanted], left);
      const more = after === undefined ? undefined : fewestDestroyed(gpus.with(index, after), rest);
      return more === undefined ? [] : [more + lost.length];
    }),
  );
  return tries.length === 0 ? undefined : Math.min(...tries);
}
