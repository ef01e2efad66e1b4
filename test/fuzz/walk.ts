import assert from 'node:assert/strict';
import type { Random } from '../../bench/cluster/random.ts';
import { isLegal, type PublishedBoard } from '../../solver/testing/published.ts';
import type { Counts } from './geometry.ts';
import { heldOn, type World, type WorldInstance, type WorldNode, type WorldPod } from './world.ts';

/** An instance that was decided on: on which GPU of its node, by profile name. */
export interface Decided {
  readonly gpu: number;
  readonly profile: string;
  readonly start: number;
}

/** The world once a pod has these instances of a carve-mode node. Throws where they may not exist beside what pods hold. */
export function carve(world: World, pod: WorldPod, decided: readonly Decided[]): World {
  return withPod(world, pod, (node) =>
    decided.reduce(
      (gpus, { gpu, profile: name, start }) => {
        const profile = profileAt(node.board, name);
        const held = (gpus[gpu] ?? []).filter((each) => each.pod !== undefined);
        const mine: WorldInstance = { profile, start, pod: pod.uid };
        if (!(node.board.profiles[profile]?.starts ?? []).includes(start)) assert.fail(`${name} at ${start}`);
        if (!isLegal(node.board, heldOn([...held, mine]))) assert.fail(`${name} at ${start} overlaps what pods hold`);
        return gpus.with(gpu, [...held, mine]);
      },
      [...node.gpus],
    ),
  );
}

/** The world once the device plugin has given a pod idle instances of a static node. Throws where there are too few. */
export function handOut(world: World, pod: WorldPod, asked: Counts, random: Random): World {
  return withPod(world, pod, (node) => {
    let gpus = [...node.gpus];
    for (const name of [...asked].flatMap(([each, count]) => Array.from({ length: count }, () => each))) {
      const profile = profileAt(node.board, name);
      const idle = gpus.flatMap((instances, gpu) =>
        instances.flatMap((each, at) =>
          each.profile === profile && each.pod === undefined ? [{ gpu, at, each }] : [],
        ),
      );
      if (idle.length === 0) assert.fail(`${pod.node} has no idle ${name}`);
      const { gpu, at, each } = random.pick(idle);
      gpus = gpus.with(gpu, (gpus[gpu] ?? []).with(at, { ...each, pod: pod.uid }));
    }
    return gpus;
  });
}

/** The world without some pods; their instances are idle. */
export function without({ nodes, pods }: World, gone: ReadonlySet<string>): World {
  const idle = (each: WorldInstance): WorldInstance =>
    each.pod !== undefined && gone.has(each.pod) ? { ...each, pod: undefined } : each;
  return {
    nodes: nodes.map((node) => ({ ...node, gpus: node.gpus.map((gpu) => gpu.map(idle)) })),
    pods: pods.filter(({ uid }) => !gone.has(uid)),
  };
}

function withPod(
  { nodes, pods }: World,
  pod: WorldPod,
  change: (node: WorldNode) => readonly (readonly WorldInstance[])[],
): World {
  return {
    nodes: nodes.map((node) => (node.name === pod.node ? { ...node, gpus: change(node) } : node)),
    pods: [...pods, pod],
  };
}

function profileAt({ profiles, model }: PublishedBoard, name: string): number {
  const profile = profiles.findIndex((each) => each.name === name);
  if (profile < 0) assert.fail(`${model} has no ${name}`);
  return profile;
}
