import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { focusOf } from './focus.ts';
import type { WirePool, WireRung, WireWaiting } from './wire.ts';

const rung = (profile: string, byShape: number, byPlacement: number, more: Partial<WireRung> = {}): WireRung => ({
  profile,
  inDemand: true,
  asShaped: 0,
  reshaped: [0, 0],
  repacked: 0,
  byShape: [byShape, byShape],
  byPlacement: [byPlacement, byPlacement],
  ...more,
});

const pool = (...ladder: readonly WireRung[]): readonly WirePool[] => [{ name: 'p', doubts: [], ladder }];

const waits = (...profiles: readonly string[]): readonly WireWaiting[] =>
  profiles.map((profile) => ({ pod: 'x/p', asks: '', profiles: [profile], cause: null, note: '' }));

const focus = (pools: readonly WirePool[], waiting: readonly WireWaiting[] = [], chosen = new Map<string, string>()) =>
  focusOf(pools, waiting, chosen).get('p');

describe('focusOf', () => {
  it('is the profile that pods wait for, though another strands more', () => {
    assert.equal(focus(pool(rung('1g', 2, 0), rung('3g', 8, 8)), waits('1g')), '1g');
  });
  it('leaves out pods whose profile is there', () => {
    assert.equal(focus(pool(rung('1g', 2, 0, { asShaped: 1 }), rung('3g', 8, 8)), waits('1g')), '3g');
  });
  it('leaves out pods whose profile would be cut for them', () => {
    assert.equal(focus(pool(rung('1g', 0, 2, { reshaped: [1, 1] }), rung('3g', 8, 8)), waits('1g')), '3g');
  });
  it('is else the one with the most stranded by shape, then by both, then the largest', () => {
    assert.equal(focus(pool(rung('1g', 4, 0), rung('3g', 3, 9))), '1g');
    assert.equal(focus(pool(rung('1g', 4, 0), rung('3g', 4, 9))), '3g');
    assert.equal(focus(pool(rung('1g', 4, 0), rung('3g', 4, 0))), '3g');
  });
  it('is none where nothing is stranded, or nothing in demand', () => {
    assert.equal(focus(pool(rung('1g', 0, 0))), undefined);
    assert.equal(focus(pool(rung('1g', 9, 0, { inDemand: false }))), undefined);
  });
  it('is what the reader chose, be it none', () => {
    assert.equal(focus(pool(rung('1g', 2, 0), rung('3g', 8, 8)), [], new Map([['p', '1g']])), '1g');
    assert.equal(focus(pool(rung('1g', 2, 0)), [], new Map([['p', '']])), undefined);
  });
});
