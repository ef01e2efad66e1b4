import assert from 'node:assert/strict';
import fc from 'fast-check';
import { publishedBoard } from '../../solver/testing/published.ts';
import type { Recommendation } from '../advisor/recommendation.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { clusterOf, nodeObject, podObject } from './objects.ts';

/**
 * `2g.10gb@0` and who has it, by GPU. What is known of boards here comes from NVIDIA's published table, and not from the
 * tables that recommendations are made with.
 */
export type Boards = Map<string, Map<string, string | undefined>>;

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
/** What boards and waiting pods are made of. */
export const scene = fc.record({
  nodes: fc.array(fc.array(board, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
  waiting: fc.array(fc.constantFrom('1g.5gb', '2g.10gb', '3g.20gb', '4g.20gb'), { minLength: 1, maxLength: 4 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** GPUs by `node/index`; pods that hold instances are movable. */
export function boardsOf({ nodes }: Scene): Boards {
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

/** The cluster that has these boards, and pods that wait for profiles. */
export function clusterWith(boards: Boards, waiting: readonly string[]): Cluster {
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
export function carryOut(boards: Boards, { steps }: Recommendation): Boards {
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
