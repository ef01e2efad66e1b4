import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clusterOf, nodeObject, type PodText, pod, podObject } from '../testing/objects.ts';
import { createArrivalLedger } from './arrival-ledger.ts';
import { type ClusterStore, createClusterStore } from './cluster-store.ts';
import { createDemandTally } from './demand-tally.ts';
import { readObject } from './object-kinds.ts';

const DAY = 24 * 3600 * 1000;

function put(store: ClusterStore, kind: 'Node' | 'Pod' | 'ResourceQuota', object: object): void {
  const read = readObject(kind, object);
  assert.ok(read.ok);
  store.put(read.value);
}

const NODE = nodeObject('n1', { gpus: ['1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 3g.20gb@4'] });

/** The life of a pod: when it is created, by hours; then bound, finished and deleted, or some of these. */
const life = fc.record({
  hour: fc.nat(47),
  profile: fc.constantFrom('1g.5gb', '3g.20gb'),
  isBound: fc.boolean(),
  isFinished: fc.boolean(),
  isDeleted: fc.boolean(),
});

describe('the demand of a cluster that is followed', () => {
  it('is told however many moments its pods were created at', () => {
    const tally = createDemandTally({ halfLifeMs: 10 * 60_000 });
    const one = pod('x/p', '1g.5gb', { on: 'n1' });
    const BUCKETS = 150_000;
    for (let bucket = 0; bucket < BUCKETS; bucket++) tally.add({ ...one, createdAt: bucket * 25_000 }, undefined);
    // A bucket is a twenty-fourth of a half-life.
    const want = 1 / (1 - 0.5 ** (1 / 24));
    assert.ok(Math.abs((tally.show([]).demand.get('1g.5gb') ?? 0) - want) < 1e-6);
  });

  it('counts every pod once, half a day later by half a half-life less, wherever it is by now', () => {
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 12 }), fc.boolean(), (lives, isNodeFirst) => {
        const store = createClusterStore({ ledger: createArrivalLedger(DAY) });
        if (isNodeFirst) put(store, 'Node', NODE);
        const ordered = lives.toSorted((a, b) => a.hour - b.hour);
        for (const [index, { hour, profile, isBound, isFinished, isDeleted }] of ordered.entries()) {
          const created = new Date(Date.UTC(2026, 10, 20, hour, 30)).toISOString();
          const show = (more: PodText): void =>
            put(store, 'Pod', podObject(`x/p${index}`, profile, { created, uid: `u${index}`, ...more }));
          show({});
          if (isBound) show({ on: 'n1' });
          store.settle();
          if (isBound && isFinished) show({ on: 'n1', phase: 'Succeeded' });
          if (isDeleted) store.remove('Pod', `x/p${index}`);
        }
        put(store, 'Node', NODE);
        store.settle();
        const newest = ordered.at(-1)?.hour ?? 0;
        for (const wanted of ['1g.5gb', '3g.20gb']) {
          const want = ordered
            .filter(({ profile }) => profile === wanted)
            .reduce((sum, { hour, isBound, isDeleted }) => {
              const isWaiting = !isBound && !isDeleted;
              return sum + (isWaiting ? 1 : 0.5 ** ((newest - hour) / 24));
            }, 0);
          const got = store.cluster.demand.get(wanted) ?? 0;
          assert.ok(Math.abs(got - want) < 1e-9, `${wanted}: ${got}, not ${want}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is found again by another process, which sees only the pods that are left', () => {
    const first = createArrivalLedger(DAY);
    const store = createClusterStore({ ledger: first });
    put(store, 'Node', NODE);
    for (const name of ['a', 'b', 'c']) {
      put(store, 'Pod', podObject(`x/${name}`, '1g.5gb', { on: 'n1', uid: name }));
      store.settle();
      store.remove('Pod', `x/${name}`);
    }
    put(store, 'Pod', podObject('x/d', '1g.5gb', { on: 'n1', uid: 'd' }));
    store.settle();

    const next = createClusterStore({ ledger: createArrivalLedger(DAY) });
    put(next, 'Node', NODE);
    put(next, 'Pod', podObject('x/d', '1g.5gb', { on: 'n1', uid: 'd' }));
    next.settle();
    assert.equal(next.cluster.demand.get('1g.5gb'), 1);
    assert.ok(next.remember(first.write()).ok);
    next.settle();
    assert.equal(next.cluster.demand.get('1g.5gb'), 4);
    assert.equal(next.cluster.arrivals.get('A100-40GB/static')?.get('1g.5gb'), 4);
  });

  it('knows in which pool requests were served', () => {
    const { arrivals } = clusterOf(
      NODE,
      nodeObject('n2', { gpus: ['3g.20gb@4=x/b'], labels: { 'slicewise.dev/mode': 'carve' } }),
      podObject('x/a', '1g.5gb', { on: 'n1' }),
      podObject('x/b', '3g.20gb', { on: 'n2' }),
      podObject('x/c', '3g.20gb', { on: 'nowhere' }),
      podObject('x/d', '3g.20gb'),
    );
    assert.deepEqual(
      [...arrivals].map(([pool, demand]) => [pool, [...demand]]),
      [
        ['', [['3g.20gb', 1]]],
        ['A100-40GB/carve', [['3g.20gb', 1]]],
        ['A100-40GB/static', [['1g.5gb', 1]]],
      ],
    );
  });
});

it('the demand is the same object while it tells the same, as when a waiting pod is bound, and another one else', () => {
  const store = createClusterStore();
  put(store, 'Node', NODE);
  const created = '2026-11-20T08:00:00Z';
  const demandAfter = (...objects: readonly object[]) => {
    for (const object of objects) put(store, 'Pod', object);
    store.settle();
    return store.cluster.demand;
  };
  const waiting = demandAfter(podObject('x/p', '1g.5gb', { created }), podObject('x/q', '1g.5gb', { created }));
  const arrivals = store.cluster.arrivals;
  const bound = demandAfter(podObject('x/p', '1g.5gb', { created, on: 'n1' }));
  assert.equal(bound, waiting);
  assert.notEqual(store.cluster.arrivals, arrivals);
  const more = demandAfter(podObject('x/r', '3g.20gb', { created }));
  assert.deepEqual(
    [[...bound], [...more]],
    [
      [['1g.5gb', 2]],
      [
        ['1g.5gb', 2],
        ['3g.20gb', 1],
      ],
    ],
  );
});

it('a pod that is deleted while it waits is an arrival, and waits no more', () => {
  const deleted = podObject('x/p', '1g.5gb', { created: '2026-11-20T08:00:00Z', deleted: '2026-11-20T08:30:00Z' });
  const other = podObject('x/q', '3g.20gb', { created: '2026-11-21T08:00:00Z' });
  const { demand, waitingDemand } = clusterOf(NODE, deleted, other);
  assert.deepEqual([...(waitingDemand.get('x') ?? [])], [['3g.20gb', 1]]);
  assert.equal(demand.get('1g.5gb'), 0.5);
});

describe('a quota', () => {
  const quota = (hard: number, resource = 'nvidia.com/mig-1g.5gb'): object => ({
    kind: 'ResourceQuota',
    metadata: { name: resource, namespace: 'x' },
    spec: { hard: { [`requests.${resource}`]: String(hard) } },
    status: { used: {} },
  });
  const pods = [
    podObject('x/held', '1g.5gb', { on: 'n1' }),
    podObject('x/a', '2 x 1g.5gb'),
    podObject('x/b', '2 x 1g.5gb'),
    podObject('y/c', '1g.5gb'),
  ];
  const cases: readonly [name: string, quotas: readonly object[], want: number][] = [
    ['that is not there caps nothing', [], 4],
    ['with room for all caps nothing', [quota(9)], 4],
    ['caps what waits beside what is held', [quota(3)], 2],
    ['that is used up lets nothing count', [quota(1)], 0],
    ['on another resource caps nothing', [quota(0, 'nvidia.com/mig-3g.20gb')], 4],
    ['on shares of the profile caps no whole instance', [quota(0, 'nvidia.com/mig-1g.5gb.shared')], 4],
  ];
  for (const [name, quotas, want] of cases) {
    it(name, () => {
      const cluster = clusterOf(NODE, ...pods, ...quotas);
      assert.equal(cluster.waitingDemand.get('x')?.get('1g.5gb'), want);
      assert.equal(cluster.waitingDemand.get('y')?.get('1g.5gb'), 1);
      assert.equal(cluster.demand.get('1g.5gb'), want + 2);
    });
  }

  it('caps shares of a profile and whole instances each by itself', () => {
    const shared = 'nvidia.com/mig-1g.5gb.shared';
    const shares = podObject('x/share', `5 x ${shared}`);
    const waiting = (...quotas: readonly object[]) =>
      clusterOf(NODE, ...pods, shares, ...quotas)
        .waitingDemand.get('x')
        ?.get('1g.5gb');
    // Of the whole ones 4 wait, and one is held.
    assert.deepEqual(
      [waiting(), waiting(quota(3)), waiting(quota(3, shared)), waiting(quota(3), quota(3, shared))],
      [4 + 5, 2 + 5, 4 + 3, 2 + 3],
    );
  });

  it('is not spent by what is held under another name', () => {
    const single = nodeObject('s', {
      product: 'NVIDIA-A100-SXM4-40GB-MIG-1g.5gb',
      allocatable: { 'nvidia.com/gpu': '7' },
    });
    const held = podObject('x/other', '2 x nvidia.com/gpu', { on: 's' });
    const { waitingDemand } = clusterOf(NODE, single, ...pods, held, quota(3));
    assert.equal(waitingDemand.get('x')?.get('1g.5gb'), 2);
  });
});
