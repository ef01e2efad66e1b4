import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from './catalogue.ts';
import { parseProduct } from './product-label.ts';

describe('parseProduct', () => {
  const labels: readonly [label: string, model: string, single: string | undefined, shared: boolean][] = [
    ['NVIDIA-A100-SXM4-40GB', 'A100-40GB', undefined, false],
    ['NVIDIA A100-SXM4-40GB', 'A100-40GB', undefined, false],
    ['A100-SXM4-40GB', 'A100-40GB', undefined, false],
    ['NVIDIA-A100-80GB-PCIe', 'A100-80GB', undefined, false],
    ['NVIDIA-A100-SXM4-40GB-MIG-1g.5gb', 'A100-40GB', '1g.5gb', false],
    ['NVIDIA-A100-SXM4-40GB-MIG-1g.5gb.me', 'A100-40GB', '1g.5gb+me', false],
    ['NVIDIA-A100-SXM4-40GB-MIG-3g.20gb-SHARED', 'A100-40GB', '3g.20gb', true],
    ['NVIDIA-A100-SXM4-80GB-MIG-3g.39gb', 'A100-80GB', '3g.40gb', false],
    ['NVIDIA-A30-SHARED', 'A30-24GB', undefined, true],
    ['NVIDIA-GH200-480GB', 'H100-96GB-GH200', undefined, false],
    ['NVIDIA-H100-NVL', 'H100-94GB', undefined, false],
    ['NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition', 'RTX-PRO-6000-Blackwell-96GB', undefined, false],
  ];
  for (const [label, model, single, shared] of labels) {
    it(`reads ${label} as ${model}${single === undefined ? '' : ` cut into ${single}`}${shared ? ', shared' : ''}`, () => {
      const product = parseProduct(label);
      if (!product.ok) assert.fail(product.error);
      assert.deepEqual(
        [product.value.model.name, product.value.single?.name, product.value.shared],
        [model, single, shared],
      );
    });
  }

  const wrong: readonly [label: string, want: RegExp][] = [
    ['NVIDIA-A100-SXM4-400GB', /unknown GPU product "NVIDIA-A100-SXM4-400GB"/],
    ['Tesla-T4', /unknown GPU product "Tesla-T4"/],
    ['', /unknown GPU product ""/],
    ['NVIDIA-A100-SXM4-40GB-MIG-INVALID', /not cut alike/],
    ['NVIDIA-A100-SXM4-40GB-MIG-9g.99gb', /A100-40GB has no profile "9g.99gb"/],
    ['NVIDIA-H100-MIG-1g.10gb', /unknown GPU product "NVIDIA-H100-MIG-1g.10gb"/],
  ];
  for (const [label, want] of wrong) {
    it(`refuses "${label}" by name`, () => {
      const product = parseProduct(label);
      assert.equal(product.ok, false);
      assert.match(product.ok ? '' : product.error, want);
    });
  }

  it('tells all products apart', () => {
    const products = gpuModels.flatMap((model) => model.products.map((product) => ({ product, model })));
    for (const { product, model } of products) {
      const parsed = parseProduct(product);
      assert.equal(parsed.ok && parsed.value.model, model);
    }
  });
});
