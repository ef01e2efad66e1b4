import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { slicewise } from './command-line.ts';

const STRANDED = 'fixtures/stranded-node.yaml';
const MIXED = 'fixtures/mixed-cluster.yaml';

describe('slicewise layouts', () => {
  it('shows which layouts a pool has and wants, and what is to be expected of them', async () => {
    const { status, stdout, stderr } = await slicewise(['layouts', '-f', STRANDED]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(
      stdout,
      /^A100-40GB\/static: 1 GPU, at a load of 1: what is in use, and what is free in the proportions/,
    );
    assert.match(
      stdout,
      /^ {2}GPUS NOW {2}WANTED {2}CUT INTO\n {9}0 {7}1 {2}3 x 2g\.10gb\n {9}1 {7}0 {2}2 x 2g\.10gb, 3g\.20gb$/m,
    );
    // Four are needed: B(n, 4) = 4/5, 8/13, 32/71 for 1, 2, 3 instances.
    const [now, wanted, balanced] = [8 / 13, 32 / 71, 4 / 5].map((refused) => (100 * (1 - refused)).toFixed(1));
    assert.match(stdout, new RegExp(`^  2g\\.10gb +100\\.0 +4\\.0 +2 +3 +${now} +${wanted} +${balanced}$`, 'm'));
    assert.match(stdout, new RegExp(`^  all +${now} +${wanted} +${balanced}$`, 'm'));
    assert.match(stdout, /^ {2}3g\.20gb +0\.0 +0\.0 +1 +0 +- +- +-$/m);
  });

  it('says which pools have no layouts of their own', async () => {
    const { stdout } = await slicewise(['layouts', '-f', MIXED, '--pool', 'A100-40GB/carve']);
    assert.equal(stdout, 'A100-40GB/carve: in carve mode, where layouts come about as pods arrive\n');
  });

  it('takes a demand and a load that are stated, and keeps to a pool', async () => {
    const args = ['layouts', '-f', MIXED, '-o', 'json', '--pool', 'A100-40GB/static', '--load', '0.5'];
    const { pools } = JSON.parse((await slicewise([...args, '--demand', '7g.40gb=1'])).stdout);
    assert.deepEqual(
      pools.map(({ name, load }: { name: string; load: number }) => [name, load]),
      [['A100-40GB/static', 0.5]],
    );
    assert.deepEqual(pools[0].layouts[0], { instances: [{ profile: '7g.40gb', count: 1 }], present: 0, wanted: 7 });
  });

  it('says where nothing was asked for, and where there is no GPU', async () => {
    const metadata = { name: 'n', annotations: { 'slicewise.dev/gpus': JSON.stringify({ v: 1, gpus: [GPU] }) } };
    const list = (items: readonly object[]): string => JSON.stringify({ kind: 'List', items });
    const alone = await slicewise(['layouts', '-f', '-'], list([{ kind: 'Node', metadata }]));
    assert.match(alone.stdout, /^ {2}nothing was asked for yet: all profiles count alike$/m);
    assert.equal((await slicewise(['layouts', '-f', '-'], list([]))).stdout, 'There is no GPU in MIG mode.\n');
  });
});

const GPU = { index: 0, uuid: 'GPU-0', product: 'NVIDIA-A30', mig: true, instances: [] };
