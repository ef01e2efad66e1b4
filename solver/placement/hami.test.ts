import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choose, fill } from '../testing/fill.ts';
import { model } from '../testing/shapes.ts';
import { hami210Binpack, hami210Spread } from './hami-2-10.ts';
import { hamiRegionsBinpack, hamiRegionsSpread } from './hami-regions.ts';

/** What HAMi's own tests of mig_topology.go expect: requests one after the other, and the start of each. */
interface Published {
  readonly asked: string;
  readonly used?: string;
  readonly starts: string;
}

const names: Readonly<Record<string, string>> = { '1g': '1g.5gb', '2g': '2g.10gb', '3g': '3g.20gb', '1g+': '1g.10gb' };

function startsOf(policy: typeof hami210Spread, { asked, used = '' }: Published, of = model('A100-40GB')): string {
  const profiles = asked.split(' ').map((word) => names[word] ?? word);
  return fill(policy, profiles, { of, used })
    .map((where) => where.split('@')[1])
    .join(' ');
}

describe('HAMi 2.10', () => {
  const published: Published = { asked: '3g 2g 1g 1g', starts: '4 0 3 2' };
  for (const policy of [hami210Spread, hami210Binpack]) {
    it(`${policy.name} packs ${published.asked} as HAMi's test expects`, () => {
      assert.equal(startsOf(policy, published), published.starts);
    });
  }

  it('takes the highest start for double-memory 1g, too', () => {
    assert.equal(startsOf(hami210Spread, { asked: '1g+ 1g+ 1g+ 1g+', starts: '' }), '6 4 2 0');
  });
});

describe('HAMi with regions', () => {
  const published: readonly Published[] = [
    { asked: '3g 2g 1g 1g', starts: '4 0 2 3' },
    { asked: '1g 1g 1g 1g 1g 1g 1g', starts: '0 1 2 3 6 5 4' },
    { asked: '1g 1g 2g 3g', starts: '0 1 2 4' },
    { asked: '3g 2g 2g', starts: '4 0 2' },
    { asked: '3g 3g', starts: '4 0' },
    { asked: '1g 3g 1g', starts: '0 4 1' },
    { asked: '2g 2g 2g 1g', starts: '0 2 4 6' },
    { used: '1g.5gb@6*', asked: '1g 3g', starts: '5 0' },
    { used: '1g.5gb@0* 1g.5gb@6*', asked: '1g 2g', starts: '1 2' },
    { asked: '1g+ 1g+ 1g+ 1g+', starts: '0 2 6 4' },
    { asked: '3g 1g+ 1g 1g', starts: '4 0 2 3' },
    { asked: '1g.5gb+me 1g', starts: '0 1' },
  ];
  for (const each of published) {
    it(`packs ${each.asked}${each.used === undefined ? '' : ` beside ${each.used}`} as HAMi's tests expect`, () => {
      assert.equal(startsOf(hamiRegionsSpread, each), each.starts);
      assert.equal(startsOf(hamiRegionsBinpack, each), each.starts);
    });
  }

  it('reserves the upper half of an A30, where both have as many placements', () => {
    // 2g is as large as a half: at 2. 1g is smaller: in the other half, from the end.
    const a30 = model('A30-24GB');
    assert.equal(startsOf(hamiRegionsSpread, { asked: '2g.12gb 1g.6gb', starts: '' }, a30), '2 0');
  });
});

describe('the GPU that HAMi takes', () => {
  // Free: 7, 4, 8, 4.
  const gpus = ['1g.5gb@6*', '4g.20gb@0*', '', '3g.20gb@4*'];
  it('is with spread the emptiest', () => {
    assert.equal(choose(hami210Spread, gpus, '2g.10gb'), '2: 2g.10gb@0');
    assert.equal(choose(hamiRegionsSpread, gpus, '2g.10gb'), '2: 2g.10gb@0');
  });

  it('is with binpack the fullest, and of two the first, whatever the start there', () => {
    assert.equal(choose(hami210Binpack, gpus, '2g.10gb'), '1: 2g.10gb@4');
    assert.equal(choose(hamiRegionsBinpack, gpus, '2g.10gb'), '1: 2g.10gb@4');
    assert.equal(choose(hami210Binpack, gpus.toReversed(), '2g.10gb'), '0: 2g.10gb@0');
  });
});
