import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leaseName, readClaims, writeClaims } from './claims.ts';

const claim = { pod: 'x/a', version: '7', placements: [{ gpu: 'GPU-0', profile: '1g.5gb', start: 6 }], at: '' };

describe('claims', () => {
  it('are read as they were written', () => {
    const claims = new Map([['uid-a', claim]]);
    assert.deepEqual(readClaims(writeClaims(claims)), { ok: true, value: claims });
  });

  it('are none where the annotation is absent', () => {
    assert.deepEqual(readClaims(undefined), { ok: true, value: new Map() });
  });

  it('are not guessed where the annotation makes no sense', () => {
    const errors = ['{', '[]', '{"u":{}}', '{"u":null}'].map((text) => {
      const claims = readClaims(text);
      return claims.ok ? undefined : claims.error;
    });
    assert.deepEqual(errors, [
      'annotation slicewise.dev/claims is not valid JSON',
      'annotation slicewise.dev/claims is a list, expected an object',
      'annotation slicewise.dev/claims.u.pod is missing',
      'annotation slicewise.dev/claims.u is null, expected an object',
    ]);
  });
});

describe('the name of a Lease', () => {
  it('tells the node', () => {
    assert.equal(leaseName('gpu-1.example.org'), 'slicewise-gpu-1.example.org');
    assert.equal(leaseName('n'.repeat(243)), `slicewise-${'n'.repeat(243)}`);
  });

  it('is a legal and distinct one for the longest names of nodes, too', () => {
    const names = ['a', 'b'].flatMap((end) => [
      `${'n'.repeat(252)}${end}`,
      `${'n'.repeat(225)}.${'m'.repeat(26)}${end}`,
      `${'n.'.repeat(120)}${'m'.repeat(12)}${end}`,
    ]);
    const leases = names.map(leaseName);
    assert.equal(new Set(leases).size, names.length);
    for (const name of leases) {
      assert.ok(name.length <= 253);
      assert.match(name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    }
  });
});
