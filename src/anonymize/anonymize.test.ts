import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reportFragmentation } from '../advisor/fragmentation.ts';
import { sliceMap } from '../advisor/slice-map.ts';
import { buildCluster } from '../cluster/build-cluster.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import { asksForGpus } from '../cluster/pod.ts';
import { type Inventory, parseSnapshot } from '../cluster/snapshot.ts';
import { writeSnapshot } from '../cluster/write-snapshot.ts';
import { why } from '../testing/explaining.ts';
import { nodeObject, podObject } from '../testing/objects.ts';
import { anonymize, anonymizeSteps } from './anonymize.ts';

function fixture(file: string): Inventory {
  return parseSnapshot(readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8'), file);
}

function inventoryOf(...items: readonly object[]): Inventory {
  return parseSnapshot(JSON.stringify({ kind: 'List', items }), 'test');
}

/** Read again from what is written. */
function rewritten(inventory: Inventory): Inventory {
  return parseSnapshot(writeSnapshot(anonymize(inventory), 'json'), 'anonymized');
}

/** All answers about a cluster as one text. */
function answersAbout(cluster: Cluster): string {
  const asking = [...cluster.pods.values()].filter((pod) => asksForGpus(pod) && pod.node === undefined);
  const answers = {
    map: sliceMap(cluster, { foldAbove: Number.POSITIVE_INFINITY }),
    fragmentation: reportFragmentation(cluster),
    explained: asking
      .map(({ key }) => key)
      .sort()
      .map((key) => why(cluster, key)),
    problems: allProblems(cluster)
      .map(({ object, message }) => `${object}: ${message}`)
      .sort(),
  };
  return JSON.stringify(answers, null, 1);
}

/** What each name of nodes, pods and namespaces became, and each taint and quota, found by comparing objects in their order. */
function namesGiven(before: Inventory, after: Inventory): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  const pairs = (['nodes', 'pods', 'disruptionBudgets'] as const).flatMap((kind) =>
    before[kind].map(({ metadata }, index) => ({ was: metadata, is: after[kind][index]?.metadata })),
  );
  for (const { was, is } of pairs) {
    if (was.namespace && is?.namespace) given.set(was.namespace, is.namespace);
    given.set(was.name, is?.name ?? '');
    if (was.uid && is?.uid) given.set(was.uid, is.uid);
  }
  for (const [index, { metadata }] of before.quotas.entries()) {
    given.set(`"name": "${metadata.name}"`, `"name": "${after.quotas[index]?.metadata.name}"`);
  }
  for (const [index, { spec }] of before.nodes.entries()) {
    for (const [place, { key, value }] of (spec?.taints ?? []).entries()) {
      const is = after.nodes[index]?.spec?.taints?.[place];
      given.set(`${key}=${value}`, `${is?.key}=${is?.value}`);
    }
  }
  return given;
}

describe('anonymize', () => {
  for (const file of ['mixed-cluster.yaml', 'stranded-node.yaml', 'wire/nodes.yaml']) {
    it(`changes nothing in what is said of ${file} but the names`, () => {
      const before = fixture(file);
      const after = rewritten(before);
      const given = namesGiven(before, after);
      const names = [...given.keys()].sort((a, b) => b.length - a.length);
      const pattern = new RegExp(`(?<![\\w.-])(${names.join('|')})(?![\\w-])`, 'g');
      const wanted = answersAbout(buildCluster(before)).replace(pattern, (name) => given.get(name) ?? name);
      assert.deepEqual(answersAbout(buildCluster(after)).split('\n'), wanted.split('\n'));
    });
  }

  it('leaves no name of the cluster in what is written', () => {
    const before = fixture('mixed-cluster.yaml');
    const text = writeSnapshot(anonymize(before), 'yaml');
    const names = new Set(
      [...before.nodes, ...before.pods, ...before.disruptionBudgets].flatMap(({ metadata }) => [
        metadata.name,
        metadata.namespace ?? metadata.name,
        metadata.uid ?? metadata.name,
      ]),
    );
    for (const name of names) assert.ok(!text.includes(name), name);
  });

  it('renames what selects, tolerates, owns and covers along with what is selected', () => {
    const [node] = anonymize(
      inventoryOf(nodeObject('gpu-1', { labels: { 'acme.com/team': 'rockets', zone: 'north', spare: 'true' } })),
    ).nodes;
    assert.deepEqual(Object.entries(node?.metadata.labels ?? {}).slice(2), [
      ['domain-1.example/team', 'value-2'],
      ['zone', 'value-1'],
      ['spare', 'true'],
    ]);
    const renamed = anonymize(
      inventoryOf(
        nodeObject('gpu-1', {
          labels: { 'kubernetes.io/hostname': 'gpu-1', zone: 'north' },
          taints: [{ key: 'acme.com/for', value: 'north', effect: 'NoSchedule' }],
        }),
        podObject('team/web-0', '1g.5gb', {
          owner: 'StatefulSet',
          labels: { app: 'web' },
          spec: {
            nodeSelector: { zone: 'north', 'kubernetes.io/hostname': 'gpu-1' },
            schedulerName: 'acme-scheduler',
            tolerations: [{ key: 'acme.com/for', operator: 'Equal', value: 'north' }],
            volumes: [{ name: 'secrets', persistentVolumeClaim: { claimName: 'secret-plans' } }],
            affinity: {
              podAntiAffinity: { secret: 'plans' },
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: [{ key: 'zone', operator: 'In', values: ['north', 'south'] }],
                      matchFields: [{ key: 'metadata.name', operator: 'In', values: ['gpu-1'] }],
                    },
                  ],
                },
              },
            },
          },
        }),
        {
          kind: 'PodDisruptionBudget',
          metadata: { name: 'web', namespace: 'team' },
          spec: { selector: { matchLabels: { app: 'web' } } },
          status: { disruptionsAllowed: 1, disruptedPods: { 'web-0': '2026-11-20T08:00:00Z' } },
        },
      ),
    );
    const text = writeSnapshot(renamed, 'json');
    assert.doesNotMatch(text, /acme|secret|north|south|web|team|gpu-1/);
    const [pod] = buildCluster(parseSnapshot(text, 'test')).pods.values();
    assert.equal(pod?.isPickyAboutOthers, true);
    assert.deepEqual(
      { ...pod.constraints.nodeSelector },
      {
        zone: 'value-2',
        'kubernetes.io/hostname': 'node-1',
      },
    );
    const [cluster] = buildCluster(parseSnapshot(text, 'test')).disruptionBudgets;
    assert.ok(pod && cluster?.covers(pod));
    assert.deepEqual([...(cluster?.disrupted ?? [])], ['pod-1']);
  });

  it('is made in steps, each of few objects', () => {
    const pods = Array.from({ length: 1_000 }, (_, index) => podObject(`x/p${index}`, '1g.5gb', { uid: `u${index}` }));
    const before = inventoryOf(...pods);
    const steps = anonymizeSteps(before);
    let pauses = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) pauses++;
    // Twice: to collect the names, and to replace them.
    assert.equal(pauses, (2 * pods.length) / 50);
    assert.deepEqual(step.value, anonymize(before));
  });

  it('keeps what cannot be read unreadable, and nothing of what it said', () => {
    const before = inventoryOf(
      nodeObject('n', { gpus: 'acme' }),
      podObject('x/p', '1g.5gb', { annotations: { 'slicewise.dev/placement': 'acme', 'slicewise.dev/note': 'acme' } }),
      { kind: 'ConfigMap', metadata: { name: 'm' }, data: { 'config.yaml': 'mig-configs:\n acme: [', other: 'acme' } },
    );
    const text = writeSnapshot(anonymize(before), 'json');
    assert.doesNotMatch(text, /acme/);
    const { problems, nodes } = buildCluster(parseSnapshot(text, 'test'));
    assert.match(problems.map(({ message }) => message).join(), /not valid YAML/);
    assert.match(nodes[0]?.problems[0]?.message ?? '', /cannot be read/);
  });
});
