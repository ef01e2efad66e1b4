import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { BenchResult } from '../result.ts';
import { acceptedOf100, benchResult, outcome, scenario, state } from '../testing/bench-results.ts';
import { plausibleBench } from '../testing/plausible-bench.ts';
import { benchHtml } from './html.ts';

/** What a reader sees: text without markup, with plain spaces and hyphens. */
function textOf(page: string): string {
  return page
    .replace(/^.*<body>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('\u2212', '-')
    .replaceAll(/\s+/g, ' ');
}

/** The part of a page with an id. */
function part(page: string, id: string): string {
  return page.split('<section').find((each) => each.startsWith(` id="${id}"`)) ?? '';
}

/** Fails where tags do not close in order, or attributes are not quoted: a reader of XML would refuse it. */
function assertWellFormed(markup: string): void {
  const open: string[] = [];
  const rest = markup.replaceAll(
    /<(\/?)([a-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi,
    (_, closes, name, _attributes, empty) => {
      if (closes === '/') assert.equal(open.pop(), name);
      else if (empty !== '/') open.push(name);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!amp;|lt;|gt;|quot;|#\d+;)/);
}

const FULL = plausibleBench({ mixes: ['uniform', 'bimodal'], loads: [0.85, 1], seeds: 6, queue: true, bounds: true });

describe('benchHtml', () => {
  const page = benchHtml(FULL);

  it('runs no script and loads nothing, and says so to the browser', () => {
    assert.doesNotMatch(page, /<script|<link|<img|<iframe|src=|https?:|url\(|@import|javascript:| on[a-z]+=| style="/i);
    const policy =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/);
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(policy.includes(`'sha256-${hash}'`), 'the browser applies the style sheet');
  });

  it('has drawings that are well-formed, and no coordinate that is no number', () => {
    const drawings = page.match(/<svg.*?<\/svg>/gs) ?? [];
    assert.ok(drawings.length > 20, `${drawings.length} drawings`);
    for (const drawing of drawings) assertWellFormed(drawing);
    assert.doesNotMatch(page, /NaN|undefined|Infinity|\[object/);
  });

  it('tells every drawing to those who cannot see it', () => {
    for (const [drawing] of page.matchAll(/<svg[^>]*>/g)) assert.match(drawing, /role="img" aria-label="[^"]+"/);
  });

  it('is the same bytes for the same result', () => assert.equal(benchHtml(structuredClone(FULL)), page));

  it('has a link to each of its parts', () => {
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '');
    assert.deepEqual(links, ['overview', 'acceptance', 'gap', 'moves', 'waits', 'headroom', 'tables', 'notes']);
    for (const id of links) assert.notEqual(part(page, id), '', id);
  });

  it('has a style for every class that marks and cells use', () => {
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const used = new Set([...page.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
    for (const name of used)
      if (
        /^(p\d|grey|worse|better|heat-[1-9]|tiles|figures|wide|narrow|scroll|matrix|line|band|mark|rung|lost)/.test(
          name,
        )
      )
        assert.ok(style.includes(`.${name}`), name);
  });

  const about = (accepted: number, more: Parameters<typeof acceptedOf100>[1] = {}) =>
    Array.from({ length: 8 }, (_, seed) => acceptedOf100(accepted + (seed % 2), more));

  it('shows the figures of the result, as worked out by hand', () => {
    const result = benchResult({
      'load 1': {
        phi: about(80, { firstRejection: { time: 2, slicesUsed: 400 } }),
        'phi+2': about(88, { moves: 3, movedSlices: 12 }),
        random: about(60),
        repack: about(90),
      },
    });
    const shown = benchHtml(result);
    assert.match(textOf(part(shown, 'overview')), / repack 90\.50 ▲ phi\+2 88\.50 ▲ phi 80\.50 random 60\.50 ▼ /);
    assert.match(textOf(part(shown, 'gap')), /phi stays 10\.00 points short of what perfect repacking would accept /);
    assert.match(textOf(part(shown, 'moves')), /phi\+2 closes 80 % of the gap .* for 30\.0 moves per 1,000 requests /);
    assert.match(textOf(part(shown, 'moves')), / load 1 phi\+2 88\.50 \+8\.00 80 30\.0 120 /);
    // 400 of the 800 slices of 100 GPUs were in use at the first rejection.
    assert.match(textOf(part(shown, 'tables')), / phi 80\.50 ± \d\.\d\d 80\.50 80\.5 10\.00 .* 2\.00 50\.0 /);
    assert.match(textOf(shown), / 80\.5 % of slices accepted by phi \(load 1\) \+20\.00 points against random, /);
  });

  it('says in its headline whether a policy without moves is significantly better', () => {
    const headline = (high: number) =>
      /<h1>(.*?)<\/h1>/.exec(benchHtml(benchResult({ a: { phi: about(80), other: about(high) } })))?.[1];
    assert.equal(headline(75), 'No policy that only places accepts significantly more than phi');
    assert.equal(headline(85), 'phi is significantly worse in 1 of 1 comparison');
    const many = Object.fromEntries(Array.from({ length: 79 }, (_, index) => [`other-${index}`, about(80)]));
    const rare = benchHtml(benchResult({ a: { phi: about(80), better: about(81), ...many } }));
    assert.match(rare, /<h1>phi is significantly worse in 1 of 80 comparisons, no more than by chance<\/h1>/);
    const few = benchResult({ a: { phi: about(80).slice(0, 2), other: about(90).slice(0, 2) } });
    assert.match(benchHtml(few), /<h1>phi beside other policies, on too few seeds to judge<\/h1>/);
  });

  it('says that requests take their instance at once only where none waits for a place or a recut', () => {
    const lead = (of: ReturnType<typeof scenario>) =>
      textOf(benchHtml(benchResult({ a: { phi: about(80) } }, { of: { a: of } })));
    const recut = (recutAfter: number) =>
      scenario({}, { mode: { kind: 'static', layouts: { kind: 'tuned' }, kubelet: 'any', recutAfter } });
    assert.match(lead(scenario()), / one instance and takes it at once\./);
    assert.match(lead(scenario({}, { queue: true })), / one instance\. /);
    assert.match(lead(recut(0.05)), / one instance\. /);
  });

  it('orders its overview by differences to phi on the same requests, and by nothing else', () => {
    // In b, where phi did not run, all accept more than in a; who ran only there has nothing to be compared by.
    const result = benchResult({
      a: { phi: about(60), low: about(50), high: about(70) },
      b: { low: about(90), lone: about(95) },
    });
    const names = [...part(benchHtml(result), 'overview').matchAll(/<th scope="row"[^>]*>([^<]*)</g)].map(
      ([, name]) => name,
    );
    assert.deepEqual(names, ['high', 'phi', 'low', 'lone']);
  });

  it('draws a line along the load for each policy, with its exact figures at hand', () => {
    const of = { a: scenario({ load: 0.5 }), b: scenario({ load: 1 }) };
    const shown = part(benchHtml(benchResult({ a: { phi: about(98) }, b: { phi: about(80) } }, { of })), 'acceptance');
    assert.equal(shown.match(/<path d="M[^"]*L[^"]*" class="line p0"/g)?.length, 1);
    assert.match(textOf(shown), / phi, b: 80\.50 % \(80\.\d\d to 8\d\.\d\d\) /);
  });

  it('draws headroom over time, the rung as shaped only where instances exist beforehand', () => {
    const samples = [0, 1, 2].map((time) => ({ time, state: state({ repacked: [9, 0, 0, 0, 0, 0, 0] }) }));
    const carve = benchResult({ a: { phi: about(80, { samples }) } });
    const fixed = scenario({}, { mode: { kind: 'static', layouts: { kind: 'tuned' }, kubelet: 'any' } });
    assert.doesNotMatch(part(benchHtml(carve), 'headroom'), /as shaped/);
    const pinned = benchResult({ a: { phi: about(80, { samples }) } }, { of: { a: fixed } });
    assert.match(part(benchHtml(pinned), 'headroom'), /as shaped/);
  });

  it('says that replays are missing', () => {
    const part = benchHtml({ ...FULL, runs: FULL.runs.slice(0, 100) });
    assert.match(textOf(part), /Not all is here: 100 of 528 replays were made\./);
  });

  it('escapes names', () => {
    const evil = '<b onload="x">&';
    const shown = benchHtml({ ...benchResult({ [evil]: { [evil]: about(80), phi: about(70) } }), title: evil });
    assert.doesNotMatch(shown, /<b onload/);
    assert.ok(shown.includes('&lt;b onload=&quot;x'));
  });

  const partial: Readonly<Record<string, BenchResult>> = {
    'nothing at all': benchResult({}),
    'scenarios without replays': benchResult({ a: {}, b: {} }, { planned: 9 }),
    'one replay': benchResult({ a: { phi: [acceptedOf100(99)] } }),
    'requests that never came': benchResult({ a: { phi: [outcome()], random: [outcome()] } }),
    'no default policy': benchResult({ a: { random: about(70), 'first-fit': about(80) } }),
    'everything accepted': benchResult({ a: { phi: about(99), repack: about(99), 'phi+2': about(99) } }),
    'nothing accepted': benchResult({ a: { phi: about(0), repack: about(0) } }),
    'replays of every second policy': { ...FULL, runs: FULL.runs.filter((_, index) => index % 17 === 0) },
    'bounds alone': benchResult({ a: {} }, { bounds: [{ scenario: 0, seed: 0, askedSlices: 0, acceptedSlices: 0 }] }),
    'a trace': benchResult(
      { a: { phi: about(80) } },
      {
        of: {
          a: {
            ...scenario(),
            workload: {
              kind: 'trace',
              name: 't.csv',
              at: [0],
              lifetime: [1],
              profile: ['1g.5gb'],
              pod: [0],
              warmUp: 0,
            },
          },
        },
      },
    ),
  };
  for (const [what, result] of Object.entries(partial)) {
    it(`makes do with ${what}`, () => {
      const shown = benchHtml(result);
      assert.match(shown, /^<!doctype html>\n<html lang="en">.*<\/html>\n$/s);
      assert.doesNotMatch(shown, /NaN|undefined|Infinity/);
      for (const drawing of shown.match(/<svg.*?<\/svg>/gs) ?? []) assertWellFormed(drawing);
    });
  }
});
