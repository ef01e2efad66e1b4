import fc, { type Arbitrary } from 'fast-check';
import { createRandom, type Random } from '../../bench/cluster/random.ts';
import { isLegal, type PublishedBoard, publishedBoard, type RawLayout } from '../../solver/testing/published.ts';
import { nodeObject, podObject } from '../../src/testing/objects.ts';
import { strangeNames } from './strange.ts';

/** A cluster as it truly is, in words that slicewise does not share. */
export interface World {
  readonly nodes: readonly WorldNode[];
  readonly pods: readonly WorldPod[];
}

/** A node with equal boards. */
export interface WorldNode {
  readonly name: string;
  readonly mode: 'static' | 'carve';
  readonly board: PublishedBoard;
  readonly gpus: readonly (readonly WorldInstance[])[];
  /** Whether the node says which pod holds which instance. In carve mode the pods say it otherwise, in static mode nobody. */
  readonly tellsHolders: boolean;
  /** UIDs of the pods that, in carve mode, do not: it was not slicewise that bound them. */
  readonly silent: ReadonlySet<string>;
}

/** A GPU instance; `pod` is the UID of the pod that holds it. */
export interface WorldInstance {
  readonly profile: number;
  readonly start: number;
  readonly pod: string | undefined;
}

/** A pod on a node. */
export interface WorldPod {
  readonly uid: string;
  readonly key: string;
  readonly node: string;
  readonly priority: number;
}

/** Boards of which none has a profile that another might take for its own under an older name. */
export const boards: readonly PublishedBoard[] = [
  'A100-40GB',
  'H100-80GB',
  'A30-24GB',
  'H200-141GB',
  'B200-180GB',
  'RTX-PRO-6000-Blackwell-96GB',
].map(publishedBoard);

/** Names that the captured requests ask for, and names that are hard to look up. A node has one. */
const nodeNames = ['gpu1', 'gpu2', 'gpu3', 'gpu4', 'gpu5', ...strangeNames.filter((name) => name !== '')];

/** Clusters of a few nodes, every GPU cut in a way that was published, most instances held by pods. */
export const worlds: Arbitrary<World> = fc
  .tuple(fc.shuffledSubarray(nodeNames, { minLength: 2, maxLength: 6 }), fc.nat())
  .map(([names, seed]) => makeWorld(names, createRandom(seed)));

function makeWorld(names: readonly string[], random: Random): World {
  const pods: WorldPod[] = [];
  const newPod = (node: string): string => {
    const uid = `uid-${pods.length}`;
    pods.push({ uid, key: `team-a/pod-${pods.length}`, node, priority: random.pick([0, 0, 10, 100, 1000]) });
    return uid;
  };
  const nodes = names.map((name): WorldNode => {
    const board = random.pick(boards);
    const gpus = Array.from({ length: 1 + random.below(2) }, () => {
      let latest: string | undefined;
      return cut(board, random).map(([profile, start]): WorldInstance => {
        if (random.chance(0.3)) return { profile, start, pod: undefined };
        if (latest === undefined || random.chance(0.8)) latest = newPod(name);
        return { profile, start, pod: latest };
      });
    });
    const mode = random.pick<WorldNode['mode']>(['static', 'carve']);
    const tellsHolders = random.chance(0.5);
    const here = mode === 'carve' && !tellsHolders ? pods.filter((pod) => pod.node === name) : [];
    const silent = new Set(here.filter(() => random.chance(0.2)).map(({ uid }) => uid));
    return { name, mode, board, gpus, tellsHolders, silent };
  });
  return { nodes, pods };
}

function cut(board: PublishedBoard, random: Random): RawLayout {
  const layout: (readonly [number, number])[] = [];
  for (let tries = random.below(12); tries > 0; tries--) {
    const profile = random.below(board.profiles.length);
    const start = random.pick(board.profiles[profile]?.starts ?? []);
    if (isLegal(board, [...layout, [profile, start]])) layout.push([profile, start]);
  }
  return layout;
}

/** The instances of a GPU that pods hold, without those that are gone. */
export function heldOn(gpu: readonly WorldInstance[], gone: ReadonlySet<string> = new Set()): RawLayout {
  return gpu
    .filter(({ pod }) => pod !== undefined && !gone.has(pod))
    .map(({ profile, start }) => [profile, start] as const);
}

/** What Kubernetes would show of a world. */
export function objectsOf({ nodes, pods }: World): readonly object[] {
  const keys = new Map(pods.map(({ uid, key }) => [uid, key]));
  const nodeObjects = nodes.map(({ name, mode, board, gpus, tellsHolders }) =>
    nodeObject(name, {
      product: board.productNames[0] ?? board.model,
      labels: { 'slicewise.dev/mode': mode },
      gpus: gpus.map((gpu) =>
        gpu
          .map(({ profile, start, pod }) => {
            const holder = tellsHolders && pod !== undefined ? `=${keys.get(pod)}` : '';
            return `${nameOf(board, profile)}@${start}${holder}`;
          })
          .join(' '),
      ),
    }),
  );
  return [...nodeObjects, ...pods.map((pod) => boundPod(pod, nodes))];
}

function boundPod({ uid, key, node: name, priority }: WorldPod, nodes: readonly WorldNode[]): object {
  const node = nodes.find((each) => each.name === name);
  const held = (node?.gpus ?? []).flatMap((gpu, index) =>
    gpu
      .filter(({ pod }) => pod === uid)
      .map(({ profile, start }) => ({ gpu: `GPU-${name}-${index}`, profile: nameOf(node?.board, profile), start })),
  );
  const counts = Map.groupBy(held, ({ profile }) => profile);
  const asks = [...counts].map(([profile, { length }]) => `${length} x ${profile}`).join(', ');
  const isPlaced = node?.mode === 'carve' && !node.tellsHolders && !node.silent.has(uid);
  return podObject(key, asks, {
    on: name,
    uid,
    priority,
    annotations: isPlaced ? { 'slicewise.dev/placement': JSON.stringify(held) } : {},
  });
}

function nameOf(board: PublishedBoard | undefined, profile: number): string {
  return board?.profiles[profile]?.name ?? '';
}
