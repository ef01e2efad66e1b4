import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { renderPage } from './page.ts';

describe('renderPage', () => {
  const page = renderPage(clusterFrom('mixed-cluster.yaml'), {});

  it('draws every GPU in MIG mode, by node and index', () => {
    assert.equal(page.match(/<svg class="gpu"/g)?.length, 19);
    for (const name of ['a100-1 GPU 3', 'a100-carve-1 GPU 0', 'h200-1 GPU 1'])
      assert.ok(page.includes(`>${name}<`), name);
  });

  it('tells used, idle, not known and empty slices apart, and says which pod holds an instance', () => {
    for (const use of ['used', 'idle', 'maybe', 'none']) assert.match(page, new RegExp(`class="box ${use} `));
    assert.ok(page.includes('<title>2g.10gb@0: used by team-vision/triton-0</title>'));
    assert.ok(page.includes('<title>3g.20gb@4: idle</title>'));
  });

  it('shows the headroom ladder, what was inferred and what was never observed', () => {
    assert.match(page, /<h2>H200-141GB\/static<\/h2>.*windows of this model never seen on a board/);
    assert.match(page, /4 layouts worked out, not read/);
    assert.match(page, /<td>0 to 1<\/td>/);
    assert.match(page, /8 GPUs of h100-train-1: NVIDIA-H100-80GB-HBM3, whole, not in MIG mode/);
  });

  it('needs nothing from elsewhere and runs no script', () => {
    assert.doesNotMatch(page, /<script|<link|src=|https?:/);
  });

  it('escapes what comes from the cluster', () => {
    const evil = '<b onload="x">&';
    const text = renderPage(
      clusterOf(nodeObject(evil, { gpus: ['3g.20gb@4=x/p'] }), podObject('x/p', '3g.20gb', { on: evil })),
      {},
    );
    assert.doesNotMatch(text, /<b onload/);
    assert.ok(text.includes('&lt;b onload='));
  });

  it('folds GPUs that look alike on a large cluster', () => {
    const large = renderPage(clusterFrom('cluster-200.json'), {});
    const drawn = large.match(/<svg class="gpu"/g)?.length ?? 0;
    assert.ok(drawn > 50 && drawn < 800, `${drawn} rows for 1600 GPUs`);
    assert.match(large, /\d+ GPUs: gpu-\d+ GPU \d, gpu-\d+ GPU \d, gpu-\d+ GPU \d, and \d+ more/);
  });

  it('lists problems by object', () => {
    assert.match(
      renderPage(clusterFrom('broken/objects.yaml'), {}),
      /<h2>Problems<\/h2>.*Node wrong-mode: label slicewise\.dev\/mode is &quot;magic&quot;|<h2>Problems<\/h2>.*Node wrong-mode/,
    );
  });

  it('is a page even of an empty cluster', () => assert.match(renderPage(clusterOf(), {}), /0 GPUs in MIG mode/));
});
