import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { slicewise } from './command-line.ts';

const MIXED = 'fixtures/mixed-cluster.yaml';
const STRANDED = 'fixtures/stranded-node.yaml';

describe('slicewise recommend', () => {
  it('names for a pod the cheapest rung of the ladder, as explain does', async () => {
    for (const [pod, rung] of [
      ['team-vision/triton-2', 'reshape'],
      ['team-nlp/llm-13b-0', 'moves'],
    ] as const) {
      const { status, stdout } = await slicewise(['recommend', '--for', pod, '-f', MIXED, '-o', 'json']);
      const explained = await slicewise(['explain', pod, '-f', MIXED, '-o', 'json']);
      const { recommendations } = JSON.parse(stdout);
      assert.deepEqual([status, recommendations.length, recommendations[0].rung], [0, 1, rung]);
      assert.deepEqual(recommendations[0].gain.placeable, [pod]);
      assert.deepEqual(recommendations[0].steps, JSON.parse(explained.stdout).way.steps);
    }
  });

  it('explains a pod that nothing is recommended for, and ends with 1', async () => {
    const { status, stdout } = await slicewise(['recommend', '--for', 'team-nlp/chat-0', '-f', MIXED]);
    assert.equal(status, 1);
    assert.match(stdout, /^Nothing is recommended\.\n\nteam-nlp\/chat-0 asks for /);
  });

  it('keeps to a pool and to rungs', async () => {
    const args = ['recommend', '-f', MIXED, '-o', 'json', '--pool', 'A100-40GB/static', '--rung', 'reshape'];
    const { recommendations } = JSON.parse((await slicewise(args)).stdout);
    assert.ok(recommendations.length > 0);
    for (const { pool, rung } of recommendations) assert.deepEqual([pool, rung], ['A100-40GB/static', 'reshape']);
  });

  it('refuses numbers out of their range, as the configuration does', async () => {
    for (const [option, value, range] of [
      ['--max-moves', '9', '1 to 8'],
      ['--capacity-share', '750', '1 to 100'],
    ] as const) {
      const { status, stderr } = await slicewise(['recommend', '-f', MIXED, option, value]);
      assert.equal(status, 2);
      assert.ok(stderr.includes(`It must be a whole number from ${range}.`), stderr);
    }
  });

  it('refuses what it would have to ignore', async () => {
    const cheapest = ['--for', 'team-nlp/llm-13b-0'];
    for (const [args, want] of [
      [[...cheapest, '--rung', 'reshape'], /'--rung <rung>' cannot be used with option '--for <namespace\/pod>'/],
      [[...cheapest, '--pool', 'nonsense'], /'--pool <name>' cannot be used with option '--for /],
      [[...cheapest, '--capacity-share', '50'], /'--capacity-share <percent>' cannot be used with option '--for /],
      [['-n', 'team-nlp'], /--namespace: it says where the pod of --for is/],
    ] as const) {
      const { status, stdout, stderr } = await slicewise(['recommend', '-f', MIXED, ...args]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, want);
    }
  });

  it('takes the demand that is stated for the one that is seen', async () => {
    const created = async (...demand: readonly string[]) => {
      const args = ['recommend', '-f', STRANDED, '-o', 'json', ...demand.flatMap((each) => ['--demand', each])];
      const { recommendations } = JSON.parse((await slicewise(args)).stdout);
      return recommendations
        .filter(({ trigger }: { trigger: { kind: string } }) => trigger.kind === 'asked')
        .flatMap(({ changes }: { changes: { create: string[] }[] }) => changes.flatMap(({ create }) => create));
    };
    assert.deepEqual(await created('3g.20gb=1'), []);
    assert.ok((await created('1g.5gb=1')).every((instance: string) => instance.startsWith('1g.5gb@')));
  });

  it('writes a script that bash can read, and says on standard error what is left out of it', async () => {
    const { status, stdout, stderr } = await slicewise(['recommend', '-f', MIXED, '-o', 'nvidia-smi']);
    assert.equal(status, 0);
    execFileSync('bash', ['-n'], { input: stdout });
    assert.match(
      stderr,
      /^Warning: 1 of 3 recommendations are left out: pods have to be restarted or drained for them\.$/m,
    );
  });

  it('writes a configuration that is YAML, however little there is to recommend', async () => {
    const { stdout } = await slicewise([
      'recommend',
      '-f',
      STRANDED,
      '-o',
      'mig-parted',
      '--demand',
      '3g.20gb=1',
      '--rung',
      'repartition',
    ]);
    assert.deepEqual(parse(stdout), { version: 'v1', 'mig-configs': {} });
  });
});
