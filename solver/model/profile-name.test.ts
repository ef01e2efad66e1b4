import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { model } from '../testing/shapes.ts';
import { gpuModels } from './catalogue.ts';
import { parseProfileName, profileOf, profileOfResource, resourceOf } from './profile-name.ts';

describe('profile names and Kubernetes resources', () => {
  const pairs: readonly [profile: string, resource: string][] = [
    ['1g.5gb', 'nvidia.com/mig-1g.5gb'],
    ['1g.5gb+me', 'nvidia.com/mig-1g.5gb.me'],
    ['1g.24gb+me.all', 'nvidia.com/mig-1g.24gb.me.all'],
    ['1g.24gb+gfx', 'nvidia.com/mig-1g.24gb.gfx'],
    ['1g.24gb-me', 'nvidia.com/mig-1g.24gb-me'],
    ['7g.141gb', 'nvidia.com/mig-7g.141gb'],
  ];
  for (const [profile, resource] of pairs) {
    it(`${profile} is ${resource}, both ways`, () => {
      const parsed = profileOfResource(resource);
      assert.deepEqual(parsed, { ok: true, value: { profile, shared: false } });
      assert.equal(parsed.ok && resourceOf(parsed.value.profile), resource);
    });
    it(`${resource}.shared is a share of ${profile}`, () => {
      assert.deepEqual(profileOfResource(`${resource}.shared`), { ok: true, value: { profile, shared: true } });
    });
  }

  it('goes there and back for every profile of every model', () => {
    for (const { name } of gpuModels.flatMap(({ profiles }) => profiles)) {
      assert.deepEqual(profileOfResource(resourceOf(name)), { ok: true, value: { profile: name, shared: false } });
    }
  });

  for (const resource of ['nvidia.com/mig-', 'nvidia.com/mig-big', 'nvidia.com/mig-1g', 'nvidia.com/mig-1c.3g.20gb']) {
    it(`names "${resource}" as no profile`, () => {
      const parsed = profileOfResource(resource);
      assert.equal(parsed.ok, false);
      assert.match(parsed.ok ? '' : parsed.error, new RegExp(resource));
    });
  }

  it('takes a name apart', () => {
    assert.deepEqual(parseProfileName('1g.24gb+me.all'), {
      ok: true,
      value: { compute: 1, gb: 24, attribute: '+me.all' },
    });
  });
});

describe('profileOf', () => {
  const drifted: readonly [model: string, name: string, want: string][] = [
    ['A100-80GB', '3g.39gb', '3g.40gb'],
    ['A100-80GB', '7g.79gb', '7g.80gb'],
    ['GB200-186GB', '1g.24gb', '1g.23gb'],
    ['GB200-186GB', '7g.189gb', '7g.186gb'],
    ['A100-40GB', '1g.5gb', '1g.5gb'],
  ];
  for (const [name, text, want] of drifted) {
    it(`knows ${text} of ${name} as ${want}`, () => {
      const found = profileOf(model(name), text);
      assert.equal(found.ok && found.value.name, want);
    });
  }

  const strangers: readonly [model: string, name: string][] = [
    ['A100-40GB', '1g.6gb'],
    ['A100-40GB', '3g.39gb'],
    ['A100-80GB', '1g.5gb'],
    ['A100-80GB', '1g.11gb'],
    ['A30-24GB', '3g.20gb'],
    ['H100-80GB', '1g.10gb+gfx'],
    ['RTX-PRO-6000-Blackwell-96GB', '2g.48gb+me'],
  ];
  for (const [name, text] of strangers) {
    it(`does not guess at ${text} on ${name}, and says so by name`, () => {
      const found = profileOf(model(name), text);
      assert.equal(found.ok, false);
      assert.match(found.ok ? '' : found.error, new RegExp(`${name} has no profile "${text.replace('+', '\\+')}"`));
    });
  }

  it('remembers no text that is longer than names are: anybody can send them', () => {
    const resource = `nvidia.com/mig-${'x'.repeat(200)}`;
    assert.notEqual(profileOfResource(resource), profileOfResource(resource));
    assert.equal(profileOfResource('nvidia.com/mig-1g.5gb'), profileOfResource('nvidia.com/mig-1g.5gb'));
    assert.notEqual(profileOf(model('A100-40GB'), resource), profileOf(model('A100-40GB'), resource));
    assert.equal(profileOf(model('A100-40GB'), '1g.5gb'), profileOf(model('A100-40GB'), '1g.5gb'));
  });

  it('never takes a profile for another one, exact or drifted', () => {
    for (const each of gpuModels) {
      for (const profile of each.profiles) {
        const found = profileOf(each, profile.name);
        assert.equal(found.ok && found.value, profile);
        const near = each.profiles.filter((other) => {
          const without = { ...each, profiles: each.profiles.filter((kept) => kept !== profile) };
          return profileOf(without, profile.name).ok && other === profile;
        });
        assert.deepEqual(near, [], `${profile.name} of ${each.name} could be taken for another profile`);
      }
    }
  });
});
