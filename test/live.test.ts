import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readYaml } from '../src/cluster/yaml.ts';
import { type FakeApiServer, startFakeApiServer } from '../src/testing/fake-api-server.ts';
import { type KubeconfigFile, writeKubeconfig } from '../src/testing/kubeconfig.ts';
import { slicewise } from './command-line.ts';

const STRANDED = 'fixtures/stranded-node.yaml';

const PATHS: ReadonlyMap<string, string> = new Map([
  ['Node', '/api/v1/nodes'],
  ['Pod', '/api/v1/pods'],
  ['PodDisruptionBudget', '/apis/policy/v1/poddisruptionbudgets'],
  ['ResourceQuota', '/api/v1/resourcequotas'],
]);

describe('commands on a live cluster', () => {
  let api: FakeApiServer;
  let kubeconfig: KubeconfigFile;
  before(async () => {
    api = await startFakeApiServer();
    kubeconfig = await writeKubeconfig(api.url, 'team-a');
    const documents = readYaml(readFileSync(STRANDED, 'utf8'));
    if (!documents.ok) assert.fail(documents.error);
    const [list] = documents.value;
    const items: unknown = typeof list === 'object' && list !== null && 'items' in list ? list.items : [];
    assert.ok(Array.isArray(items));
    for (const item of items) api.put(PATHS.get(item.kind) ?? assert.fail(item.kind), item);
  });
  after(async () => {
    await kubeconfig.remove();
    await api.stop();
  });

  const live = (...args: readonly string[]) => slicewise([...args, '--kubeconfig', kubeconfig.file]);

  const questions = [['map'], ['fragmentation', '-o', 'json'], ['explain'], ['explain', 'team-a/triton-2']];
  for (const question of questions) {
    it(`slicewise ${question.join(' ')} answers as it does on a snapshot of the same`, async () => {
      const [answer, wanted] = await Promise.all([live(...question), slicewise([...question, '-f', STRANDED])]);
      assert.deepEqual(answer, wanted);
    });
  }

  it('looks for a pod in the namespace of the context, unless -n names another', async () => {
    const answer = await live('explain', 'triton-2');
    assert.match(answer.stdout, /^team-a\/triton-2 asks for/);
    const other = await live('explain', 'triton-2', '-n', 'default');
    assert.match(
      other.stderr,
      /^slicewise: pod default\/triton-2 is not in the cluster http:\/\/127\.0\.0\.1:\d+; did you/,
    );
    const missing = await live('explain', 'triton-9');
    assert.match(missing.stderr, /\(a name without a namespace is looked for in "team-a"\)/);
  });

  it('takes the kubeconfig and its context from the environment and by name', async () => {
    const env = { KUBECONFIG: kubeconfig.file };
    assert.equal((await slicewise(['map'], '', env)).status, 0);
    assert.equal((await slicewise(['map', '--context', 'test'], '', env)).status, 0);
    const { status, stderr } = await slicewise(['map', '--context', 'prod'], '', env);
    assert.deepEqual([status, stderr], [2, 'slicewise: there is no context "prod" in the kubeconfig, only test\n']);
  });

  it('only reads, and lists in pages', () => {
    assert.ok(api.requests.every((line) => line.startsWith('GET ') && !line.includes('watch')));
    assert.ok(api.requests.some((line) => /\/api\/v1\/pods\?limit=\d+$/.test(line)));
  });

  it('slicewise snapshot writes what the commands answer the same from', async () => {
    const { status, stdout } = await live('snapshot');
    assert.equal(status, 0);
    const [answer, wanted] = await Promise.all([
      slicewise(['map', '-f', '-'], stdout),
      slicewise(['map', '-f', STRANDED]),
    ]);
    assert.deepEqual(answer, wanted);
    const file = path.join(path.dirname(kubeconfig.file), 'cluster.yaml');
    const written = await live('snapshot', '--anonymize', '-o', 'yaml', '--output-file', file);
    assert.deepEqual(written, { status: 0, stdout: '', stderr: '' });
    assert.doesNotMatch(readFileSync(file, 'utf8'), /triton|team-a/);
    const { stdout: map } = await slicewise(['map', '-f', file]);
    assert.equal(map.replaceAll(/^ +|node-1/gm, ''), wanted.stdout.replaceAll(/^ +|gpu-1/gm, ''));
  });

  it('says what may not be listed, and how to allow it', async () => {
    api.faults.status = 403;
    const { status, stderr } = await live('map');
    api.faults.status = undefined;
    assert.equal(status, 2);
    assert.match(stderr, /^slicewise: GET \/api\/v1\/\S+: refused by the test \(403\); .* create clusterrole /m);
  });

  it('refuses -n where it would change nothing, and says why', async () => {
    for (const command of ['map', 'fragmentation', 'snapshot']) {
      const { status, stdout, stderr } = await live(command, '-n', 'team-a');
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(
        stderr,
        /^error: option '-n, --namespace <name>' .* GPUs, which are in no namespace: leave it out\./,
      );
    }
  });

  it('does without the ConfigMaps of an operator where they may not be read, and says so', async () => {
    Object.assign(api.faults, { status: 403, under: '/configmaps' });
    const { status, stdout, stderr } = await live('map');
    Object.assign(api.faults, { status: undefined, under: '/' });
    assert.deepEqual([status, stdout], [0, (await live('map')).stdout]);
    assert.match(stderr, /^Warning: ConfigMap gpu-operator\/default-mig-parted-config may not be read; [^\n]+\n$/);
  });

  it('says that the server cannot be reached, or that there is nobody to be', async () => {
    const gone = await writeKubeconfig('http://127.0.0.1:9');
    const unreachable = await slicewise(['fragmentation', '--kubeconfig', gone.file]);
    await gone.remove();
    assert.equal(unreachable.status, 2);
    assert.match(unreachable.stderr, /^slicewise: the API server http:\/\/127\.0\.0\.1:9 cannot be reached: .*\n$/);
    api.faults.status = 401;
    const stranger = await live('map');
    api.faults.status = undefined;
    assert.match(stranger.stderr, /^slicewise: GET \S+: refused by the test \(401\)\n$/);
  });

  it('is a plugin of kubectl: called kubectl-slicewise it says so', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-plugin-'));
    try {
      const plugin = path.join(folder, 'kubectl-slicewise');
      symlinkSync(path.resolve('src/main.ts'), plugin);
      const help = await slicewise(['map', '--help'], '', {}, plugin);
      assert.match(help.stdout, /^Usage: kubectl slicewise map \[options\]$/m);
      const { status, stdout } = await slicewise(['map', '--kubeconfig', kubeconfig.file], '', {}, plugin);
      assert.deepEqual([status, stdout], [0, (await live('map')).stdout]);
      const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
      assert.equal(bin['kubectl-slicewise'], bin.slicewise);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
