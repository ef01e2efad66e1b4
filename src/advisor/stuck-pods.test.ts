import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { atOnce } from '../sliced.ts';
import { why } from '../testing/explaining.ts';
import { clusterOf, nodeIn, nodeObject, type PodText, plainRater, podIn, podObject } from '../testing/objects.ts';
import { onePerTemplate, placeableOn, stuckSteps } from './stuck-pods.ts';

interface Waiting {
  readonly key: string;
  readonly asks: string;
  readonly more: PodText;
}

const objectOf = ({ key, asks, more }: Waiting): object => podObject(key, asks, more);

const stuckIn = (...objects: readonly object[]): readonly string[] =>
  atOnce(stuckSteps(clusterOf(...objects), plainRater())).map(({ key }) => key);

/** Binds pods one by one to the first node that `explain` calls placeable in the cluster as it is by then. */
function stuckByExplaining(nodes: readonly object[], pods: readonly Waiting[]): readonly string[] {
  const waiting = new Map(pods.map((each) => [each.key, each]));
  const bound: object[] = [];
  const stuck: string[] = [];
  const order = waitingPods(clusterOf(...nodes, ...pods.map(objectOf))).map(({ key }) => key);
  for (const key of order) {
    const given = waiting.get(key) ?? assert.fail();
    const found = why(clusterOf(...nodes, ...bound, ...[...waiting.values()].map(objectOf)), key, 0);
    const placeable = found.nodes.filter(({ cause }) => cause === 'placeable').map(({ node }) => node);
    const on = placeable.includes(given.more.nominated ?? '') ? given.more.nominated : placeable.toSorted()[0];
    if (on === undefined) {
      stuck.push(key);
      continue;
    }
    waiting.delete(key);
    const { nominated: _, ...more } = given.more;
    bound.push(podObject(key, given.asks, { ...more, on }));
  }
  return stuck;
}

describe('pods that are stuck', () => {
  it('are those that find no place when explain binds all others before them, whatever waits', () => {
    const gpus = fc.constantFrom('1g.5gb@0 1g.5gb@1 2g.10gb@2', '1g.5gb@0 3g.20gb@4', '2g.10gb@0 2g.10gb@4');
    const pod = fc.record({
      asks: fc.constantFrom('1g.5gb', '1g.5gb', '2g.10gb', '2 x 1g.5gb', '3g.20gb'),
      priority: fc.constantFrom(0, 0, 5),
      nominated: fc.constantFrom(undefined, undefined, 'n0', 'n1'),
      cpu: fc.constantFrom('0', '1', '3'),
    });
    const scene = fc.record({
      nodes: fc.array(fc.record({ gpus, cpu: fc.constantFrom('2', '4', '8') }), { minLength: 1, maxLength: 3 }),
      pods: fc.array(pod, { minLength: 1, maxLength: 8 }),
    });
    let stuck = 0;
    let placed = 0;
    fc.assert(
      fc.property(scene, ({ nodes, pods }) => {
        const objects = nodes.map((each, index) =>
          nodeObject(`n${index}`, { gpus: [each.gpus], allocatable: { cpu: each.cpu } }),
        );
        const waiting = pods.map(({ asks, priority, nominated, cpu }, index): Waiting => {
          const more = { priority, requests: { cpu }, ...(nominated === undefined ? {} : { nominated }) };
          return { key: `x/p${index}`, asks, more };
        });
        const found = stuckIn(...objects, ...waiting.map(objectOf));
        assert.deepEqual(found, stuckByExplaining(objects, waiting));
        stuck += found.length;
        placed += pods.length - found.length;
      }),
      { numRuns: 40, seed: 8 },
    );
    assert.ok(stuck > 30 && placed > 30, `${stuck} stuck, ${placed} placed`);
  });

  it('are not those that are being deleted', () => {
    const deleted = '2026-11-20T09:00:00Z';
    assert.deepEqual(stuckIn(podObject('x/a', '1g.5gb', { deleted }), podObject('x/b', '1g.5gb')), ['x/b']);
  });

  it('are those for which others leave too little CPU', () => {
    const node = nodeObject('n', { gpus: ['1g.5gb@0 1g.5gb@1'], allocatable: { cpu: '64' } });
    const pods = ['a', 'b'].map((name) => podObject(`x/${name}`, '1g.5gb', { requests: { cpu: '40' } }));
    assert.deepEqual(stuckIn(node, ...pods), ['x/b']);
  });

  it('are not those beside a nominated pod that has taken its place', () => {
    const node = nodeObject('n', { gpus: ['1g.5gb@0 1g.5gb@1'] });
    const nominated = podObject('x/p2', '1g.5gb', { priority: 10, nominated: 'n' });
    assert.deepEqual(stuckIn(node, nominated, podObject('x/p1', '1g.5gb')), []);
  });

  it('are not those beside a nominated pod in carve mode that is placed after them', () => {
    const node = nodeObject('n', { gpus: [''], labels: { 'slicewise.dev/mode': 'carve' } });
    const later = podObject('x/b', '4g.20gb', { nominated: 'n', created: '2026-11-20T09:00:00Z' });
    assert.deepEqual(stuckIn(node, podObject('x/a', '2g.10gb'), later), []);
  });

  it('are of two templates where they are nominated to two nodes', () => {
    const cluster = clusterOf(
      ...['a', 'b'].map((name) => podObject(`x/${name}`, '1g.5gb', { nominated: name })),
      podObject('x/c', '1g.5gb', { nominated: 'a' }),
    );
    assert.deepEqual(
      onePerTemplate(waitingPods(cluster)).map(({ key }) => key),
      ['x/a', 'x/b'],
    );
  });
});

describe('stuck pods that find a place on changed nodes', () => {
  const cpu = (amount: string): PodText => ({ requests: { cpu: amount } });
  const cluster = clusterOf(
    nodeObject('a', { gpus: ['1g.5gb@0=x/held 3g.20gb@4'], allocatable: { cpu: '8' } }),
    nodeObject('b', { gpus: ['1g.5gb@0 3g.20gb@4'], allocatable: { cpu: '8' } }),
    podObject('x/held', '1g.5gb', { on: 'a', ...cpu('6') }),
    ...['p', 'q', 'r'].map((name) => podObject(`y/${name}`, '3g.20gb', cpu('4'))),
  );
  const waiting = waitingPods(cluster);
  const shapes = new Map(['a', 'b'].map((name) => [name, nodeIn(cluster, name).shape]));
  const placeable = (moves: readonly { readonly pod: string; readonly from: string; readonly to: string }[]) =>
    placeableOn(cluster, { shapes, moves }, waiting, plainRater()).map(({ key }) => key);

  it('are as many as there is CPU for, with what moved pods take along', () => {
    assert.deepEqual(placeable([]), ['y/p']);
    // The CPU of the pod that moves is free on a, and taken on b.
    assert.deepEqual(placeable([{ pod: 'x/held', from: 'a', to: 'b' }]), ['y/p']);
    assert.deepEqual(placeable([{ pod: 'x/held', from: 'a', to: 'elsewhere' }]), ['y/p', 'y/q']);
  });

  it('count a pod that is moved twice where it ends', () => {
    const there = { pod: 'x/held', from: 'a', to: 'b' };
    assert.deepEqual(placeable([there, { pod: 'x/held', from: 'b', to: 'a' }]), placeable([]));
    assert.deepEqual(podIn(cluster, 'x/held').node, 'a');
  });

  it('are sought with one look at a full node for all pods of a template', () => {
    const crowd = clusterOf(
      ...Array.from({ length: 20 }, (_, index) => nodeObject(`n${index}`, { gpus: ['1g.5gb@0'] })),
      ...Array.from({ length: 200 }, (_, index) => podObject(`y/w${index}`, '3g.20gb', { uid: `w${index}` })),
    );
    let looks = 0;
    const nodes = crowd.nodes.map((node) => ({
      ...node,
      get resourceNames() {
        looks++;
        return node.resourceNames;
      },
    }));
    const all = new Map(nodes.map(({ name, shape }) => [name, shape]));
    assert.deepEqual(
      placeableOn({ ...crowd, nodes }, { shapes: all, moves: [] }, waitingPods(crowd), plainRater()),
      [],
    );
    assert.equal(looks, nodes.length);
  });
});
