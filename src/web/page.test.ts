import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../../solver/model/catalogue.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { shownState } from '../testing/shown-state.ts';
import { renderPage } from './page.ts';

/** The page of a snapshot that has just been read. */
function render(cluster: Cluster, file = 'cluster.json'): string {
  return renderPage(cluster, shownState({ origin: { kind: 'snapshot', file }, cluster }), {
    pools: {},
    policy: 'phi',
    assets: 'x',
  });
}

/** What a reader sees of a page: its text, without markup. */
function textOf(page: string): string {
  return page
    .replace(/^.*<body>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

/** The part of a page under a heading. */
function sectionOf(page: string, heading: string): string {
  return page.split('<section').find((part) => part.includes(`<h2>${heading}<`)) ?? '';
}

const ROW = /<div class="gpu of-\d+"/g;

describe('renderPage', () => {
  const page = render(clusterFrom('mixed-cluster.yaml'));

  it('draws every GPU in MIG mode, by node and index', () => {
    assert.equal(page.match(ROW)?.length, 19);
    for (const name of ['a100-1 GPU 3', 'a100-carve-1 GPU 0', 'h200-1 GPU 1'])
      assert.ok(textOf(page).includes(` ${name} `), name);
  });

  it('tells used, idle, not known and empty slices apart, and says which pod holds an instance', () => {
    for (const use of ['used', 'idle', 'maybe', 'none']) assert.match(page, new RegExp(`class="box ${use} `));
    assert.match(page, /title="2g\.10gb@0: used by team-vision\/triton-0"><b>2g\.10gb<\/b><small>triton-0<\/small>/);
    assert.match(page, /title="3g\.20gb@4: idle"><b>3g\.20gb<\/b><small>idle<\/small>/);
  });

  it('shows the label of every profile of every model in full', () => {
    for (const { products, profiles } of gpuModels) {
      for (const { name, starts } of profiles) {
        const node = nodeObject('n', { product: products[0] ?? '', gpus: [`${name}@${starts[0]}`] });
        assert.match(render(clusterOf(node)), new RegExp(`<b[^>]*>${name.replaceAll(/[.+]/g, '\\$&')}</b>`));
      }
    }
  });

  it('numbers the slices above the rows', () => {
    assert.ok(textOf(sectionOf(page, 'H100-80GB/static')).includes(' 0 1 2 3 4 5 6 7 h100-1 GPU 0 '));
    assert.ok(textOf(sectionOf(page, 'A30-24GB/static')).includes(' 0 1 2 3 a30-medium-1 GPU 0 '));
  });

  it('shows the headroom ladder with its units, what was deduced and what was assumed', () => {
    assert.match(sectionOf(page, 'H200-141GB/static'), /legal positions on this model are assumed from its family/);
    assert.match(sectionOf(page, 'H100-80GB/static'), /instance positions on 4 GPUs are deduced, not reported/);
    assert.match(page, /<td>0 to 1<\/td>/);
    assert.match(
      textOf(page),
      /further instances possible stranded memory slices profile as shaped reshaped repacked by shape by placement/,
    );
    // 3g.20gb of the A100 nodes in carve mode: one that a pod would be cut, and another once pods are moved, at 4 slices.
    assert.match(textOf(sectionOf(page, 'A100-40GB/carve')), / 3g\.20gb 0 1 2 0 4 /);
  });

  it('says that it is a frozen snapshot, which one, how old, and by which policy pods are placed', (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-21T09:05:59Z') });
    assert.match(
      textOf(render(clusterFrom('mixed-cluster.yaml'))),
      /Frozen snapshot cluster\.json · newest pod created 2026-11-20 08:30 UTC · read 2026-11-21 09:05 UTC · policy phi/,
    );
    assert.match(textOf(render(clusterOf(), '-')), /Frozen snapshot standard input · read /);
  });

  it('says of a cluster that it is live, at which server, how old the state is, and what stands against using it', () => {
    const source = shownState({ origin: { kind: 'live', server: 'https://10.0.0.1:6443' } });
    const cluster = clusterFrom('mixed-cluster.yaml');
    source.show(cluster);
    const live = (seconds: number, obstacle?: string): string => {
      source.age(seconds, obstacle);
      return textOf(renderPage(cluster, source, { pools: {}, policy: 'phi', assets: 'x' }));
    };
    assert.match(live(3.4), / Live https:\/\/10\.0\.0\.1:6443 · the state is 3 s old · policy phi /);
    assert.match(
      live(300, 'the state is too old'),
      / Not live https:.* the state is 5 min old .* Nothing is decided the state is too old /,
    );
    source.age(300, 'the state is too old');
    const lost = renderPage(cluster, source, { pools: {}, policy: 'phi', assets: 'x' });
    assert.equal(lost.match(/class="frozen lost"/g)?.length, 2, 'and it looks so');
    assert.match(live(7200), /the state is 2 h old/);
    assert.match(live(0), / kubectl slicewise explain [a-z-]+\/[a-z0-9-]+ [^-]/);
    assert.doesNotMatch(live(0), /snapshot|Nothing is decided/);
  });

  it('has a link to each of its parts', () => {
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    assert.equal(links.length, 7);
    for (const id of links) assert.ok(page.includes(`<section id="${id}"`), id);
  });

  it('lists the pods that wait, the most important first, with what they ask for and how to learn why', () => {
    const waiting = textOf(sectionOf(page, 'Waiting pods'));
    assert.match(waiting, /npx slicewise explain research\/simulate-1 --snapshot cluster\.json /);
    assert.match(waiting, / team-vision\/triton-2 1 x 2g\.10gb /);
    const many = Array.from({ length: 60 }, (_, index) => podObject(`x/p${10 + index}`, '2 x 1g.5gb, nvidia.com/gpu'));
    const text = textOf(sectionOf(render(clusterOf(...many), "it's.json"), 'Waiting pods'));
    assert.match(text, / x\/p59 2 x 1g\.5gb, 1 x nvidia\.com\/gpu and 10 more /);
    assert.ok(text.includes(" npx slicewise explain x/p10 --snapshot 'it'\\''s.json' "), 'as a shell reads it');
  });

  it('leaves out of the waiting pods those that run, have ended, or ask for no GPU', () => {
    const cluster = clusterOf(
      podObject('x/bound', '1g.5gb', { on: 'n' }),
      podObject('x/ended', '1g.5gb', { phase: 'Failed' }),
      podObject('x/plain', ''),
    );
    assert.doesNotMatch(render(cluster), /Waiting pods/);
  });

  it('lists whole GPUs by node and index', () => {
    assert.match(
      textOf(sectionOf(page, 'Whole GPUs')),
      /not in MIG mode Node GPU Product h100-train-1 0, 1, 2, 3, 4, 5, 6, 7 NVIDIA-H100-80GB-HBM3 h100-train-2 /,
    );
    assert.doesNotMatch(page, /Not used|Problems/);
  });

  it('lists GPUs that are not used with the reason, and does not say it again among the problems', () => {
    const broken = render(clusterFrom('broken/objects.yaml'));
    const [unused, problems] = [textOf(sectionOf(broken, 'Not used')), textOf(sectionOf(broken, 'Problems'))];
    assert.match(unused, / illegal-gpus 1 NVIDIA-A100-SXM4-40GB A100-40GB has no profile &quot;5g\.25gb&quot; /);
    assert.match(unused, / unknown-product 0, 1 NVIDIA-Z1000 /);
    assert.match(problems, /Node wrong-mode label slicewise\.dev\/mode is &quot;magic&quot;/);
    assert.match(problems, /Node count-no-number status\.allocatable\.cpu: &quot;lots&quot; is not a quantity/);
    assert.doesNotMatch(problems, /5g\.25gb|is not used/);
  });

  it('needs nothing from elsewhere, runs no script and has no style but that of its own file', () => {
    assert.match(page, /<link rel="icon" href="\/assets\/x\/icon\.svg"/);
    assert.match(page, /<link rel="stylesheet" href="\/assets\/x\/plain\.css"/);
    assert.doesNotMatch(
      page.replaceAll(/<link [^>]*href="\/assets\/x\/[^>]*>/g, ''),
      /<script|<link|<style| style=|src=|https?:|url\(/,
    );
  });

  it('escapes what comes from the cluster', () => {
    const evil = '<b onload="x">&';
    const text = render(
      clusterOf(nodeObject(evil, { gpus: ['3g.20gb@4=x/p'] }), podObject('x/p', '3g.20gb', { on: evil })),
      evil,
    );
    assert.doesNotMatch(text, /<b onload/);
    assert.ok(text.includes('&lt;b onload='));
  });

  it('folds GPUs that look alike on a large cluster, shows the first rows and keeps the others at hand', () => {
    const large = render(clusterFrom('cluster-200.json'));
    const drawn = large.match(ROW)?.length ?? 0;
    assert.ok(drawn > 50 && drawn < 800, `${drawn} rows for 1600 GPUs`);
    assert.match(large, /title="gpu-\d+ GPU \d, [^"]+, and \d+ more">\d+ GPUs like <span>gpu-\d+<\/span> GPU \d</);
    const atOnce = large.replaceAll(/<details>.*?<\/details>/gs, '').match(ROW)?.length ?? 0;
    assert.ok(atOnce <= 6 * 24, `${atOnce} rows at once`);
    assert.match(large, /<summary>120 more GPUs in 115 rows<\/summary>/);
  });

  it('is a page even of an empty cluster', () => assert.match(render(clusterOf()), /0 GPUs in MIG mode/));
});
