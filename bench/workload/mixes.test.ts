import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { fleetModel } from './fleet-model.ts';
import { mixNames, mixOn } from './mixes.ts';
import { parseMix } from './parse-mix.ts';

const A100 = fleetModel('A100-40GB');
const A30 = fleetModel('A30-24GB');

/** Shares rounded to a millionth, which is finer than any that is written down. */
function shares(model: string, name: string): Readonly<Record<string, number>> {
  const mix = mixOn(fleetModel(model), name);
  return Object.fromEntries(
    Object.entries(mix?.shares ?? {}).map(([profile, share]) => [profile, Math.round(share * 1e6) / 1e6]),
  );
}

describe('the named mixes', () => {
  for (const [name, want] of Object.entries({
    uniform: {
      '1g.5gb': 0.166667,
      '1g.10gb': 0.166667,
      '2g.10gb': 0.166667,
      '3g.20gb': 0.166667,
      '4g.20gb': 0.166667,
      '7g.40gb': 0.166667,
    },
    'skew-small': { '1g.5gb': 0.3, '1g.10gb': 0.25, '2g.10gb': 0.2, '3g.20gb': 0.1, '4g.20gb': 0.1, '7g.40gb': 0.05 },
    'skew-big': { '1g.5gb': 0.05, '1g.10gb': 0.1, '2g.10gb': 0.1, '3g.20gb': 0.2, '4g.20gb': 0.25, '7g.40gb': 0.3 },
    bimodal: { '1g.5gb': 0.3, '1g.10gb': 0.15, '2g.10gb': 0.05, '3g.20gb': 0.05, '4g.20gb': 0.15, '7g.40gb': 0.3 },
    uniform5: { '1g.5gb': 0.2, '2g.10gb': 0.2, '3g.20gb': 0.2, '4g.20gb': 0.2, '7g.40gb': 0.2 },
    '1g-heavy': { '1g.5gb': 0.6, '1g.10gb': 0.1, '2g.10gb': 0.15, '3g.20gb': 0.1, '4g.20gb': 0.04, '7g.40gb': 0.01 },
    'no-7g': { '1g.5gb': 0.25, '1g.10gb': 0.15, '2g.10gb': 0.25, '3g.20gb': 0.2, '4g.20gb': 0.15 },
    '1g+2g': { '1g.5gb': 0.235, '2g.10gb': 0.765 },
    'openb-24': { '1g.5gb': 0.094, '2g.10gb': 0.32, '3g.20gb': 0.586 },
    'openb-32': { '1g.5gb': 0.042, '2g.10gb': 0.193, '3g.20gb': 0.765 },
    'openb-80': { '1g.5gb': 0.004, '2g.10gb': 0.037, '3g.20gb': 0.174, '7g.40gb': 0.785 },
    migbench: { '1g.5gb': 0.25, '2g.10gb': 0.25, '3g.20gb': 0.25, '7g.40gb': 0.25 },
    '1g-to-4g': { '1g.5gb': 0.4, '1g.10gb': 0.1, '2g.10gb': 0.25, '3g.20gb': 0.2, '4g.20gb': 0.05 },
    '1g-to-3g': { '1g.5gb': 0.3, '2g.10gb': 0.5, '3g.20gb': 0.2 },
    '7g-only': { '7g.40gb': 1 },
  })) {
    it(`have ${name} on an A100-40GB as it is published`, () => assert.deepEqual(shares('A100-40GB', name), want));
  }

  it('sum to 1 and name plain profiles on every model', () => {
    for (const model of gpuModels) {
      for (const name of mixNames) {
        const found = Object.entries(mixOn(model, name)?.shares ?? {});
        assert.ok(Math.abs(found.reduce((sum, [, share]) => sum + share, 0) - 1) < 1e-12, `${model.name} ${name}`);
        assert.ok(found.every(([profile]) => model.profiles.some((each) => each.name === profile && each.plain)));
      }
    }
  });

  it('drop sizes that a model lacks and scale the others, the whole GPU being the largest profile', () => {
    assert.deepEqual(shares('A30-24GB', 'uniform'), { '1g.6gb': 0.333333, '2g.12gb': 0.333333, '4g.24gb': 0.333333 });
    assert.deepEqual(shares('A30-24GB', 'no-7g'), { '1g.6gb': 0.5, '2g.12gb': 0.5 });
    // .05 : .1 : .3 of .45
    assert.deepEqual(shares('RTX-PRO-6000-Blackwell-96GB', 'skew-big'), {
      '1g.24gb': 0.111111,
      '2g.48gb': 0.222222,
      '4g.96gb': 0.666667,
    });
    assert.deepEqual(shares('H200-141GB', '1g+2g'), { '1g.18gb': 0.235, '2g.35gb': 0.765 });
  });

  it('are those that are listed', () => {
    assert.equal(mixOn(A100, 'skew'), undefined);
    assert.equal(mixOn(A100, 'constructor'), undefined);
  });
});

describe('a mix given by hand', () => {
  it('is a name, or shares of profiles, in full or by compute slices', () => {
    const want = { '1g.5gb': 0.6, '3g.20gb': 0.4 };
    for (const text of [
      '1g.5gb=0.6,3g.20gb=0.4',
      '1g=0.6,3g=0.4',
      '1g=6, 3g=4',
      ' 3g.20gb = .4 , 1g=.6',
      '1g=60,3g=40,7g=0',
    ]) {
      const mix = parseMix(A100, text);
      assert.ok(mix.ok, text);
      assert.deepEqual(mix.value.shares, want);
      assert.equal(mix.value.name, text.replaceAll(' ', ''));
    }
    assert.deepEqual(parseMix(A100, 'bimodal'), { ok: true, value: mixOn(A100, 'bimodal') });
    assert.deepEqual(parseMix(A30, '4g=1'), { ok: true, value: { name: '4g=1', shares: { '4g.24gb': 1 } } });
    assert.deepEqual(parseMix(A100, '1g.5gb+me=1'), {
      ok: true,
      value: { name: '1g.5gb+me=1', shares: { '1g.5gb+me': 1 } },
    });
  });

  for (const [text, error] of [
    ['skew-smal', 'there is no mix "skew-smal"; did you mean skew-small?'],
    ['', `there is no mix ""; known are ${mixNames.join(', ')}`],
    ['everything', `there is no mix "everything"; known are ${mixNames.join(', ')}`],
    ['1g=0.6,5g=0.4', 'A100-40GB has no profile "5g"'],
    ['1g.6gb=1', 'A100-40GB has no profile "1g.6gb"'],
    ['one=1', '"one" is not the name of a MIG profile'],
    ['1g=0.6,3g', '"3g" in a mix is not PROFILE=SHARE'],
    ['1g=0.6,', '"" in a mix is not PROFILE=SHARE'],
    ['1g=0.6=2', '"1g=0.6=2" in a mix is not PROFILE=SHARE'],
    ['1g=half', 'the share of 1g is "half", expected a number'],
    ['1g=-1', 'the share of 1g is "-1", expected a number'],
    ['1g=1,1g.5gb=2', 'the mix names 1g.5gb twice'],
    ['1g=0,2g=0', 'the shares of "1g=0,2g=0" add up to 0'],
  ] as const) {
    it(`is refused where it is "${text}"`, () => assert.deepEqual(parseMix(A100, text), { ok: false, error }));
  }
});
