import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptedOf100, benchResult, scenario, state } from '../testing/bench-results.ts';
import { PLAUSIBLE_POLICIES, plausibleBench } from '../testing/plausible-bench.ts';
import { benchText } from './text.ts';

/** One policy that accepts so many of a hundred with each of eight seeds, up and down alike. */
function about(accepted: number, seeds = 8) {
  return Array.from({ length: seeds }, (_, seed) => acceptedOf100(accepted + (seed % 2)));
}

/** Text with its runs of white space made one. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('benchText', () => {
  it('puts the best policy first, with its difference to phi, the interval and a mark', () => {
    const text = benchText(benchResult({ 'load 1': { phi: about(90), low: about(80), high: about(95) } }));
    const [title, head, ...rows] = text.split('\n');
    assert.equal(title, 'load 1: 8 seeds, 800 requests');
    assert.match(head ?? '', /^ {2}POLICY +SLICES % +\+- +TO PHI +COUNT %/);
    assert.match(rows[0] ?? '', /^ {2}high +95\.50 +\d\.\d\d +\+5\.00 \[\+5\.00, \+5\.00\] > +95\.50/);
    assert.match(rows[1] ?? '', /^ {2}phi +90\.50 +\d\.\d\d +90\.50/);
    assert.match(rows[2] ?? '', /^ {2}low +80\.50 +\d\.\d\d +-10\.00 \[-10\.00, -10\.00\] < +80\.50/);
  });

  it('leaves out columns in which nothing happened', () => {
    const quiet = benchText(benchResult({ a: { phi: about(90) } }));
    assert.doesNotMatch(quiet, /MOVES|RECUTS|CONTENTION|TO REPACK|WAIT/);
    const busy = benchText(
      benchResult({ a: { phi: [acceptedOf100(1, { moves: 2, recuts: 4, mean: state({ contention: 3 }) })] } }),
    );
    assert.match(busy, / MOVES +RECUTS .* CONTENTION\n {2}phi .* 20\.0 +40\.0 .* 3\.00\n/);
  });

  it('keeps to 120 columns with every policy, mix and figure there is', () => {
    const bench = plausibleBench({ mixes: ['uniform', 'bimodal'], loads: [1], seeds: 3, queue: true, bounds: true });
    const widest = Math.max(
      ...benchText(bench)
        .split('\n')
        .map((line) => line.length),
    );
    assert.ok(widest <= 120, `${widest} columns`);
    for (const policy of PLAUSIBLE_POLICIES) assert.ok(benchText(bench).includes(`  ${policy} `), policy);
  });

  it('says which policy won and that phi is nowhere worse', () => {
    const text = benchText(
      benchResult({ a: { phi: about(90), low: about(80) }, b: { phi: about(90), low: about(80) } }),
    );
    assert.match(text, /Of the policies that only place, phi accepts the most slices in both scenarios\.\n/);
    assert.match(flat(text), /phi is nowhere significantly worse than a policy without moves \(2 comparisons,/);
  });

  it('says where phi is significantly worse', () => {
    const text = benchText(benchResult({ 'at dusk': { phi: about(90), high: about(95) } }));
    assert.match(
      flat(text),
      /phi is significantly worse .* in 1 of 1 comparison\. .* high \+5\.00 \[\+5\.00, \+5\.00\] \(at dusk\)\./,
    );
  });

  it('does not judge on few seeds', () => {
    const text = benchText(benchResult({ a: { phi: about(90, 3), high: about(95, 3) } }));
    assert.match(flat(text), /Too few seeds to tell whether phi is worse than another: at least 6 are needed\./);
    assert.doesNotMatch(text, /\] >/);
  });

  it('says what moves close of the gap, and at what price', () => {
    const two = about(88).map((each) => ({ ...each, moves: 2 }));
    const text = benchText(benchResult({ a: { phi: about(80), 'phi+2': two, repack: about(90) } }));
    assert.match(
      flat(text),
      /phi\+2 closes 80 % of the gap between phi and perfect repacking, for 20\.0 moves per 1,000/,
    );
  });

  it('says plainly that replays are missing, and of which policy', () => {
    const part = benchResult({ a: { phi: about(90, 8), low: about(80, 7) }, b: {} }, { planned: 1234 });
    assert.match(flat(benchText(part)), /Not all is here: 15 of 1,234 replays were made\. Figures may change\.$/);
    assert.match(benchText(part), /\n {2}low \(7 seeds\) /);
    assert.match(benchText(part), /\n\nb: not replayed\n\n/);
  });

  it('has a word for a bench without anything', () => {
    assert.match(benchText(benchResult({})), /Nothing was replayed\./);
    assert.match(benchText(benchResult({ a: {} }, { planned: 3 })), /0 of 3 replays/);
  });

  it('needs no default policy', () => {
    const text = benchText(
      benchResult({ a: { 'first-fit': about(90), random: about(80) } }, { of: { a: scenario() } }),
    );
    assert.match(text, /first-fit accepts the most slices\./);
    assert.doesNotMatch(text, /TO PHI|than phi|phi is/);
  });
});
