import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { publishedBoard } from '../../solver/testing/published.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { atOnce } from '../sliced.ts';
import { clusterOf, nodeObject, plainRater, podObject } from '../testing/objects.ts';
import { applySteps } from './apply-steps.ts';
import { reportFragmentation } from './fragmentation.ts';
import { type Recommended, recommendSteps } from './recommend.ts';
import { type Recommendation, type Rung, rungs } from './recommendation.ts';

function recommend(cluster: Cluster, only: readonly Rung[] = rungs, milliseconds = 20_000): Recommended {
  return atOnce(
    recommendSteps(cluster, {
      pools: {},
      rater: plainRater(),
      at: null,
      maxMoves: 2,
      capacityShare: 0.5,
      limit: { now: () => performance.now(), milliseconds },
      triggerOf: () => ({ kind: 'asked' }),
      rungs: new Set(only),
    }),
  );
}

/** `2g.10gb@0` and who has it, by GPU; the oracle knows nothing else. */
type Boards = Map<string, Map<string, string | undefined>>;

const profiles = publishedBoard('A100-40GB').profiles.filter(({ name }) => /gb$/.test(name));

function windowOf(instance: string): readonly number[] {
  const [name, start] = instance.split('@');
  const { size, starts } = profiles.find((each) => each.name === name) ?? assert.fail(`no profile ${name}`);
  assert.ok(starts.includes(Number(start)), `${instance} cannot start there`);
  return Array.from({ length: size }, (_, slice) => Number(start) + slice);
}

/** Fills a GPU from a list of wishes: each takes the first start that is free. */
function layoutOf(wishes: readonly number[]): readonly string[] {
  const taken = new Set<number>();
  return wishes.flatMap((wish) => {
    const { name = '', starts = [], size = 0 } = profiles[wish % profiles.length] ?? {};
    const isFree = (start: number): boolean =>
      Array.from({ length: size }, (_, slice) => start + slice).every((slice) => !taken.has(slice));
    const start = starts.find(isFree);
    // A 7g or a 4g beside much else would leave little to do.
    if (start === undefined || size > 4) return [];
    for (let slice = start; slice < start + size; slice++) taken.add(slice);
    return [`${name}@${start}`];
  });
}

const board = fc.array(fc.tuple(fc.nat(5), fc.boolean()), { maxLength: 6 });
const scene = fc.record({
  nodes: fc.array(fc.array(board, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
  waiting: fc.array(fc.constantFrom('1g.5gb', '2g.10gb', '3g.20gb', '4g.20gb'), { minLength: 1, maxLength: 4 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** GPUs by `node/index`; pods that hold instances are movable. */
function boardsOf({ nodes }: Scene): Boards {
  const boards: Boards = new Map();
  let pods = 0;
  for (const [number, gpus] of nodes.entries()) {
    for (const [index, wishes] of gpus.entries()) {
      const layout = layoutOf(wishes.map(([wish]) => wish));
      const held = layout.map((instance, at): [string, string | undefined] => [
        instance,
        wishes[at]?.[1] ? `x/p${pods++}` : undefined,
      ]);
      boards.set(`n${number}/${index}`, new Map(held));
    }
  }
  return boards;
}

function clusterFor(boards: Boards, waiting: readonly string[]): Cluster {
  const nodes = Map.groupBy(boards, ([key]) => key.split('/')[0] ?? '');
  return clusterOf(
    ...[...nodes].map(([name, gpus]) =>
      nodeObject(name, {
        gpus: gpus.map(([, instances]) =>
          [...instances].map(([instance, pod]) => (pod === undefined ? instance : `${instance}=${pod}`)).join(' '),
        ),
      }),
    ),
    ...[...boards].flatMap(([key, instances]) =>
      [...instances].flatMap(([instance, pod]) =>
        pod === undefined
          ? []
          : [
              podObject(pod, instance.replace(/@.*/, ''), {
                on: key.split('/')[0] ?? '',
                owner: 'ReplicaSet',
                uid: pod,
              }),
            ],
      ),
    ),
    ...waiting.map((profile, index) => podObject(`y/w${index}`, profile, { uid: `w${index}` })),
  );
}

/** Does every step on the boards, and fails over what no driver or kubelet would do. */
function carryOut(boards: Boards, { steps }: Recommendation): Boards {
  const after: Boards = new Map([...boards].map(([key, instances]) => [key, new Map(instances)]));
  const boardAt = (node: string, gpu: number) => after.get(`${node}/${gpu}`) ?? assert.fail(`no GPU ${node}/${gpu}`);
  const leave = (pod: string): void => {
    for (const instances of after.values()) {
      for (const [instance, holder] of instances) if (holder === pod) instances.set(instance, undefined);
    }
  };
  const profileOf = new Map<string, string>();
  for (const instances of boards.values()) {
    for (const [instance, pod] of instances) if (pod !== undefined) profileOf.set(pod, instance.replace(/@.*/, ''));
  }
  const arrive = (
    pod: string,
    node: string,
    places: readonly { readonly gpu: number; readonly instance: string }[],
  ) => {
    const idle = [...after].flatMap(([key, instances]) =>
      key.startsWith(`${node}/`)
        ? [...instances].filter(([, holder]) => holder === undefined).map(([instance]) => ({ key, instance }))
        : [],
    );
    const wanted = places.map(({ gpu, instance }) => ({ key: `${node}/${gpu}`, instance }));
    const chosen = wanted[0] ?? idle.find(({ instance }) => instance.startsWith(`${profileOf.get(pod)}@`));
    assert.ok(chosen !== undefined, `${pod} finds nothing idle on ${node}`);
    const instances = after.get(chosen.key) ?? assert.fail(`no GPU ${chosen.key}`);
    assert.ok(instances.has(chosen.instance) && instances.get(chosen.instance) === undefined, 'its place is not ready');
    instances.set(chosen.instance, pod);
  };
  for (const step of steps) {
    switch (step.kind) {
      case 'delete':
        for (const instance of step.instances) {
          const instances = boardAt(step.node, step.gpu);
          assert.ok(instances.has(instance) && instances.get(instance) === undefined, `${instance} is in use or gone`);
          instances.delete(instance);
        }
        break;
      case 'create':
        for (const instance of step.instances) {
          const instances = boardAt(step.node, step.gpu);
          const taken = [...instances.keys()].flatMap(windowOf);
          assert.ok(
            windowOf(instance).every((slice) => !taken.includes(slice)),
            `${instance} has no room`,
          );
          instances.set(instance, undefined);
        }
        break;
      case 'stop':
        leave(step.pod);
        break;
      case 'start':
        arrive(step.pod, step.node, step.instances);
        break;
      case 'restart': {
        const before = [...after].map(([key, instances]) => [key, [...instances]] as const);
        arrive(step.pod, step.to, step.instances);
        // It holds both for a moment; what it held before is free then.
        for (const [key, instances] of before) {
          for (const [instance, holder] of instances) if (holder === step.pod) after.get(key)?.set(instance, undefined);
        }
      }
    }
  }
  return after;
}

describe('a recommendation', () => {
  it('can be carried out step by step, and gives what it says, whatever the cluster', () => {
    const seen = { reshape: 0, moves: 0, repartition: 0 };
    fc.assert(
      fc.property(scene, (given) => {
        const boards = boardsOf(given);
        const cluster = clusterFor(boards, given.waiting);
        const before = reportFragmentation(cluster).pools[0]?.profiles ?? [];
        const { recommendations, undecided } = recommend(cluster);
        assert.deepEqual(undecided, []);
        for (const recommendation of recommendations) {
          if (recommendation.steps.length === 0) continue;
          seen[recommendation.rung]++;
          const after = carryOut(boards, recommendation);
          const then = reportFragmentation(clusterFor(after, given.waiting)).pools[0]?.profiles ?? [];
          for (const [index, { profile, asShaped, reshaped, repacked }] of before.entries()) {
            const later = then[index] ?? assert.fail();
            const gain = recommendation.gain.profiles.find((each) => each.profile === profile);
            const want = [
              [asShaped, later.asShaped],
              [reshaped, later.reshaped],
              [repacked, later.repacked],
            ];
            if (gain === undefined)
              assert.ok(
                want.every(([was, is]) => was === is),
                profile,
              );
            // A moved pod that takes whichever instance is idle leaves open which: then only what is certain is told.
            else if (recommendation.moves.length === 0) {
              assert.deepEqual([gain.asShaped, gain.reshaped, gain.repacked], want, profile);
            }
          }
          const { rung, disruption, moves, trigger, gain } = recommendation;
          assert.equal(disruption.podsRestarted, moves.length);
          assert.ok(rung === 'moves' ? moves.length > 0 && moves.length <= 2 : moves.length === 0);
          if (trigger.kind === 'pending') assert.ok(gain.placeable.includes(trigger.pod));
          if (rung === 'reshape') {
            // What is placeable then is placeable in a cluster that is so.
            const next = recommend(clusterFor(after, given.waiting), ['reshape']);
            for (const pod of gain.placeable) {
              assert.ok(
                next.recommendations.every(({ trigger: why }) => why.kind !== 'pending' || why.pod !== pod),
                pod,
              );
            }
          }
        }
      }),
      { numRuns: 25, seed: 5 },
    );
    assert.ok(seen.reshape > 20 && seen.moves > 1, JSON.stringify(seen));
  });

  it('is the same for the same cluster', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const boards = boardsOf(given);
        const ids = () => recommend(clusterFor(boards, given.waiting)).recommendations;
        assert.deepEqual(ids(), ids());
      }),
      { numRuns: 2, seed: 6 },
    );
  });

  it('is not made where a pod is bound that may not move', () => {
    const pinned = clusterOf(
      nodeObject('n1', { gpus: ['1g.5gb@0=x/a 1g.5gb@4=x/b'] }),
      podObject('x/a', '1g.5gb', { on: 'n1' }),
      podObject('x/b', '1g.5gb', { on: 'n1' }),
      podObject('y/w', '3g.20gb'),
    );
    assert.deepEqual(
      recommend(pinned).recommendations.filter(({ trigger }) => trigger.kind === 'pending'),
      [],
    );
  });

  describe('for many pods that wait', () => {
    const crowded = clusterOf(
      nodeObject('n1', { gpus: ['1g.5gb@0 3g.20gb@4=x/a'] }),
      podObject('x/a', '3g.20gb', { on: 'n1' }),
      ...Array.from({ length: 23 }, (_, priority) => podObject(`y/w${priority}`, '4g.20gb', { priority })),
    );

    it('is sought for the most urgent ones; the others are named with the reason', () => {
      const reason = 'only the 20 most urgent of the pods that differ are looked at';
      assert.deepEqual(
        recommend(crowded).undecided,
        [2, 1, 0].map((priority) => `pod y/w${priority}: ${reason}`),
      );
    });

    it('is not sought where only drained nodes are asked for, which no pod is a reason for', () => {
      assert.deepEqual(recommend(crowded, ['repartition']).undecided, []);
    });

    it('says that the time was up where it was', () => {
      const { undecided } = recommend(crowded, rungs, 0);
      assert.equal(undecided[0], 'pool A100-40GB/static: the time was up');
      assert.equal(undecided[1], 'pod y/w22: the time was up');
      assert.match(undecided.at(-1) ?? '', /only the 20 most urgent/);
    });
  });

  it('is withdrawn by what applySteps says once the state makes it wrong', () => {
    const node = (gpus: string) => nodeObject('n1', { gpus: [gpus] });
    const waits = podObject('y/w', '2g.10gb');
    const before = clusterOf(node('2g.10gb@0=x/a 3g.20gb@4'), podObject('x/a', '2g.10gb', { on: 'n1' }), waits);
    const [{ steps = [] } = {}] = recommend(before).recommendations;
    assert.ok(applySteps(before, steps).ok);
    const wrong: readonly [string, Cluster, RegExp][] = [
      [
        'the idle instance is held',
        clusterOf(node('2g.10gb@0 3g.20gb@4=x/b'), podObject('x/b', '3g.20gb', { on: 'n1' })),
        /may be in use/,
      ],
      ['the idle instance is gone', clusterOf(node('2g.10gb@0')), /3g\.20gb@4 is gone/],
      ['the node is gone', clusterOf(nodeObject('n2', { gpus: [''] })), /node n1 is gone/],
      ['the GPU is another one', clusterOf(nodeObject('n1', { product: 'NVIDIA-A30', gpus: [''] })), /no profile/],
    ];
    for (const [name, cluster, want] of wrong) {
      const applied = applySteps(cluster, steps);
      assert.ok(!applied.ok && want.test(applied.error), `${name}: ${applied.ok || applied.error}`);
    }
  });
});
