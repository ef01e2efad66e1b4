import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeObject, podObject } from '../src/testing/objects.ts';
import { slicewise } from './command-line.ts';

const STRANDED = 'fixtures/stranded-node.yaml';
const MIXED = 'fixtures/mixed-cluster.yaml';

describe('slicewise fragmentation', () => {
  it('prints the ladder as a table', async () => {
    const { status, stdout } = await slicewise(['fragmentation', '-f', STRANDED]);
    assert.equal(status, 0);
    assert.match(stdout, /^ {2}PROFILE +AS SHAPED +RESHAPED +REPACKED +STRANDED BY SHAPE +BY PLACEMENT +IN DEMAND$/m);
    assert.match(stdout, /^ {2}2g\.10gb +0 +1 +1 +2 +0 +yes$/m);
  });

  it('gives ranges where it is not known which instances are used', async () => {
    const { stdout } = await slicewise(['fragmentation', '-f', MIXED]);
    assert.match(stdout, /^ {2}4g\.24gb +0 +0 to 1 +1 +0 to 4 +0 to 4 +yes$/m);
  });

  it('says what is promised to nominated pods', async () => {
    const labels = { 'nvidia.com/gpu.product': 'NVIDIA-A30', 'nvidia.com/gpu.count': '1' };
    const requests = { 'nvidia.com/mig-2g.12gb': '1' };
    const items = [
      { kind: 'Node', metadata: { name: 'n', labels }, status: { allocatable: { 'nvidia.com/mig-2g.12gb': '2' } } },
      {
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { containers: [{ resources: { requests } }] },
        status: { nominatedNodeName: 'n' },
      },
    ];
    const { stdout } = await slicewise(['fragmentation', '-f', '-'], JSON.stringify({ kind: 'List', items }));
    assert.match(stdout, /: 1 GPU, 4 of 4 memory slices free, 2 of these promised to nominated pods$/m);
    assert.match(stdout, /^ {2}2g\.12gb +1 +1 +1 +0 +0 +yes$/m);
  });

  it('has the documented form as JSON', async () => {
    const { stdout } = await slicewise(['fragmentation', '-f', STRANDED, '-o', 'json']);
    const { pools } = JSON.parse(stdout);
    const { name, model, gpus, freeSlices, profiles } = pools[0];
    assert.deepEqual([name, model, gpus, freeSlices], ['A100-40GB/static', 'A100-40GB', 1, 4]);
    const { profile, asShaped, reshaped, repacked, stranded } = profiles.find(
      (each: { profile: string }) => each.profile === '2g.10gb',
    );
    assert.deepEqual(
      { profile, asShaped, reshaped, repacked, stranded },
      {
        profile: '2g.10gb',
        asShaped: 0,
        reshaped: 1,
        repacked: 1,
        stranded: { shape: 2, placement: 0, shapeMost: 2, placementLeast: 0 },
      },
    );
  });

  it('groups by a label', async () => {
    const { stdout } = await slicewise(['fragmentation', '-f', MIXED, '-o', 'json', '--pool-label', 'pool']);
    const names = JSON.parse(stdout).pools.map(({ name }: { name: string }) => name);
    assert.ok(names.includes('inference-small/A30-24GB') && names.includes('unlabelled/A100-40GB'));
  });

  it('counts what was bound to nodes of a label as asked of their pool, as it does without one', async () => {
    const teams = [
      ['blue', '2g.10gb'],
      ['red', '3g.20gb'],
    ] as const;
    const items = teams.flatMap(([team, profile]) => [
      nodeObject(team, { gpus: [`${profile}@0=x/${team}`], labels: { team } }),
      podObject(`x/${team}`, profile, { on: team }),
    ]);
    const snapshot = JSON.stringify({ kind: 'List', items });
    const args = ['fragmentation', '-f', '-', '-o', 'json', '--pool-label', 'team'];
    const { pools } = JSON.parse((await slicewise(args, snapshot)).stdout);
    for (const [index, [team, profile]] of teams.entries()) {
      const { name, profiles } = pools[index];
      assert.equal(name, `${team}/A100-40GB`);
      const asked = profiles.filter(({ share }: { share: number }) => share > 0);
      assert.deepEqual(
        asked.map((each: { profile: string }) => each.profile),
        [profile],
      );
    }
  });

  it('warns of a label that no node has', async () => {
    const { status, stderr } = await slicewise(['fragmentation', '-f', MIXED, '--pool-label', 'nope']);
    assert.equal(status, 0);
    assert.match(stderr, /^Warning: --pool-label: no node with GPUs in MIG mode has the label "nope"\.$/m);
    assert.doesNotMatch(
      (await slicewise(['fragmentation', '-f', MIXED, '--pool-label', 'pool'])).stderr,
      /--pool-label/,
    );
  });
});
