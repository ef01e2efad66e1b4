import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { model } from '../testing/shapes.ts';
import { noDemand, profilesInDemand, sharesOf } from './demand.ts';

const a100 = model('A100-40GB');
const PLAIN = ['1g.5gb', '1g.10gb', '2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb'];

function names(demand: Readonly<Record<string, number>>): readonly string[] {
  return profilesInDemand(a100, new Map(Object.entries(demand))).map(({ name }) => String(name));
}

describe('profilesInDemand', () => {
  it('writes nothing off before enough requests were seen', () => {
    assert.deepEqual(
      profilesInDemand(a100, noDemand).map(({ name }) => String(name)),
      PLAIN,
    );
    assert.deepEqual(names({ '1g.5gb': 299 }), PLAIN);
  });

  it('counts a variant as soon as somebody asked for it', () => {
    assert.deepEqual(names({ '1g.5gb+me': 1 }), ['1g.5gb', '1g.5gb+me', ...PLAIN.slice(1)]);
  });

  it('leaves out what is asked for less than once in a hundred', () => {
    assert.deepEqual(names({ '1g.5gb': 297, '2g.10gb': 3 }), ['1g.5gb', '2g.10gb']);
    assert.deepEqual(names({ '1g.5gb': 298, '2g.10gb': 2 }), ['1g.5gb']);
  });

  it('counts only what the model has, whatever else the cluster asks for', () => {
    assert.deepEqual(names({ '1g.6gb': 5000, '3g.20gb': 10 }), PLAIN);
  });

  it('knows a profile by the name its driver gives it', () => {
    const found = profilesInDemand(model('A100-80GB'), new Map([['3g.39gb', 400]]));
    assert.deepEqual(
      found.map(({ name }) => String(name)),
      ['3g.40gb'],
    );
  });
});

describe('sharesOf', () => {
  const share = (demand: Readonly<Record<string, number>>): Readonly<Record<string, number>> => {
    const shares = sharesOf(a100, new Map(Object.entries(demand)));
    return Object.fromEntries(a100.profiles.map(({ name, ordinal }) => [name, shares[ordinal]]).filter(([, of]) => of));
  };

  it('divides what was asked for of the model by all that was', () => {
    assert.deepEqual(share({ '1g.5gb': 3, '7g.40gb': 1, '1g.6gb': 50 }), { '1g.5gb': 0.75, '7g.40gb': 0.25 });
  });

  it('is the same for every plain profile where nothing was asked for', () => {
    assert.deepEqual(share({}), Object.fromEntries(PLAIN.map((name) => [name, 1 / 6])));
  });
});
