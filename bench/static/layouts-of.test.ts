import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlacement } from '../../solver/model/placement.ts';
import { model } from '../../solver/testing/shapes.ts';
import { BadInput } from '../../src/bad-input.ts';
import { stream } from '../testing/stream.ts';
import { layoutsOf } from './layouts-of.ts';

const nothing = stream(model('A100-40GB'), []);

describe('layoutsOf', () => {
  it('cuts all GPUs as mig-parted does by default', () => {
    const cases: readonly [name: string, want: string][] = [
      ['A100-40GB', '1g.5gb@2 1g.5gb@3 2g.10gb@0 3g.20gb@4'],
      ['A30-24GB', '1g.6gb@2 1g.6gb@3 2g.12gb@0'],
    ];
    for (const [name, want] of cases) {
      const [first, second] = layoutsOf({ kind: 'all-balanced' }, stream(model(name), []), 2);
      assert.equal(first?.map(formatPlacement).join(' '), want);
      assert.deepEqual(second, first);
    }
  });

  it('takes layouts that are given, and leaves GPUs without one uncut', () => {
    const spec = { kind: 'given' as const, name: 'captured', gpus: [['3g.20gb@4', '1g.5gb@0']] };
    const texts = layoutsOf(spec, nothing, 2).map((layout) => layout.map(formatPlacement));
    assert.deepEqual(texts, [['3g.20gb@4', '1g.5gb@0'], []]);
  });

  it('says which GPU cannot be as it is given', () => {
    const give = (...gpu: string[]): (() => unknown) => {
      return () => layoutsOf({ kind: 'given', name: 'captured', gpus: [[], gpu] }, nothing, 2);
    };
    assert.throws(give('9g.1gb@0'), new BadInput('captured: GPU 1: A100-40GB has no 9g.1gb@0'));
    assert.throws(
      give('4g.20gb@0', '1g.5gb@3'),
      new BadInput('captured: GPU 1: 4g.20gb@0, 1g.5gb@3 cannot exist together'),
    );
  });
});

describe('tuned layouts', () => {
  it('are those that the demand and its spread want', () => {
    // One 2g and one 1g are in use in the mean, of two A30 with four halves. At least 1, 2, 3, 4 of each are needed with
    // probability .632, .264, .080, .019. Three halves for 2g are worth 2 (.632 + .264 + .080) + .632 + .264 = 2.85, two of
    // them 2 (.632 + .264) + .632 + .264 + .080 + .019 = 2.79, four 2.00 at most, one 2.26 at most.
    const a30 = model('A30-24GB');
    const workload = stream(
      a30,
      [
        [0, 10, '2g.12gb'],
        [0, 10, '1g.6gb'],
      ],
      { end: 10 },
    );
    const cut = layoutsOf({ kind: 'tuned' }, workload, 2).flatMap((layout) =>
      layout.map(({ profile }) => profile.name),
    );
    assert.deepEqual(cut.toSorted(), ['1g.6gb', '1g.6gb', '2g.12gb', '2g.12gb', '2g.12gb']);
  });
});
