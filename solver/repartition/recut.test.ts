import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { createRater } from '../placement/rater.ts';
import { gpu, request, staticNode } from '../testing/shapes.ts';
import { findReshape } from './recut.ts';

const rater = createRater({ policy: phi, demand: noDemand });

function steps(node: NodeShape, asked: string): string {
  const found = findReshape(node, request(asked), rater);
  if (found === undefined) return 'none';
  return found.recuts
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
});
