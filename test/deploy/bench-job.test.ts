import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { V1Container, V1Job, V1Namespace, V1PersistentVolumeClaim, V1PodSpec } from '@kubernetes/client-node';
import { type Folder, makeFolder } from '../../src/testing/folder.ts';
import { slicewise } from '../command-line.ts';
import { objectsOf, ofKind } from '../manifests.ts';
import { assertRestricted } from './restricted.ts';

/** Options that leave next to nothing to replay. */
const LITTLE = ['--seeds', '1', '--gpus', '1', '--mix', '7g-only', '--load', '0.5', '--policy', 'phi,first-fit'];

describe('deploy/bench-job.yaml', () => {
  const objects = objectsOf(readFileSync('deploy/bench-job.yaml', 'utf8'));
  const [job] = ofKind<V1Job>(objects, 'Job');
  const [merge] = ofKind<V1Job>(objectsOf(readFileSync('deploy/bench-merge-job.yaml', 'utf8')), 'Job');
  const jobs = [job, merge].map((each) => each ?? assert.fail('is no Job'));
  const [[pod, container], [mergePod, merger]] = [partsOf(jobs[0]), partsOf(jobs[1])];
  const claims = ofKind<V1PersistentVolumeClaim>(objects, 'PersistentVolumeClaim').map(
    ({ metadata }) => metadata?.name,
  );

  let folder: Folder;
  before(async () => {
    folder = await makeFolder();
  });
  after(() => folder.remove());

  it('meets the restricted Pod Security Standard, which its namespace asks for', () => {
    const [namespace] = ofKind<V1Namespace>(objects, 'Namespace');
    assert.equal(namespace?.metadata?.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
    for (const each of [pod, mergePod]) {
      assertRestricted(each);
      assert.equal(each.automountServiceAccountToken, false);
    }
    for (const { resources, securityContext } of [container, merger]) {
      assert.equal(securityContext?.readOnlyRootFilesystem, true);
      assert.ok(resources?.requests?.['cpu'] && resources.requests['memory'] && resources.limits?.['memory']);
    }
  });

  it('is one namespace, and keeps results on a volume that it claims, and merges what is there', () => {
    const namespaces = [...objects.filter(({ kind }) => kind !== 'Namespace'), ...jobs].map(
      ({ metadata }) => metadata?.namespace,
    );
    assert.deepEqual(new Set(namespaces), new Set(['slicewise-bench']));
    for (const { volumes = [] } of [pod, mergePod]) {
      assert.deepEqual(
        volumes.map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName),
        claims,
      );
    }
    const mounted = [container, merger].flatMap(({ volumeMounts = [] }) =>
      volumeMounts.map(({ mountPath }) => mountPath),
    );
    assert.deepEqual(mounted, ['/results', '/results']);
  });

  it('runs as many shards as there are, whose files are those that are merged', async () => {
    const { completionMode, completions = 0, parallelism, backoffLimitPerIndex } = jobs[0]?.spec ?? {};
    assert.deepEqual([completionMode, parallelism, pod.restartPolicy], ['Indexed', completions, 'Never']);
    assert.ok((backoffLimitPerIndex ?? 0) > 0);

    const last = `${completions - 1}`;
    const args = (container.args ?? []).map((arg) => arg.replaceAll('$(JOB_COMPLETION_INDEX)', last));
    const { status, stderr } = await slicewise(
      args.map((arg) => arg.replace('/results', folder.path('.'))).concat(LITTLE),
    );
    assert.deepEqual([status, stderr], [0, '']);
    const { shard } = JSON.parse(await readFile(folder.path(`shard-${last}.json`), 'utf8'));
    assert.deepEqual(shard, { index: completions - 1, of: completions });

    const [, , command = ''] = merger.command ?? [];
    assert.match(command, /^exec node \/app\/src\/main\.ts bench merge \/results\/shard-\*\.json --output=html$/);
  });
});

function partsOf(job: V1Job | undefined): readonly [V1PodSpec, V1Container] {
  const pod = job?.spec?.template.spec ?? assert.fail('has no pod');
  return [pod, pod.containers[0] ?? assert.fail('has no container')];
}
