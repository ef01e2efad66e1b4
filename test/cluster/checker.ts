import type { V1Node, V1Pod } from '@kubernetes/client-node';
import { isLegal, type PublishedBoard, publishedBoards, type RawLayout } from '../../solver/testing/published.ts';
import { keyOf, nodeOf } from './pods.ts';

/**
 * Judges what the API server shows by the published geometry of the boards and nothing else: it shares no code with what
 * decides about pods.
 */

/** What a pod's annotation says was chosen for it. */
interface Chosen {
  readonly gpu: string;
  readonly profile: string;
  readonly start: number;
}

/** A GPU as its node reports it, and what pods were given of it. */
interface GpuInUse {
  readonly board: PublishedBoard;
  readonly layout: RawLayout;
}

const RESOURCE = /^nvidia\.com\/mig-/;

/** All that is wrong with where pods are, a sentence each; empty where all is well. */
export function wrongs(nodes: Iterable<V1Node>, pods: Iterable<V1Pod>): readonly string[] {
  const byNode = Map.groupBy([...pods].filter(holdsInstances), (pod) => nodeOf(pod) ?? '');
  return [...nodes].flatMap((node) => {
    const bound = byNode.get(node.metadata?.name ?? '') ?? [];
    return isCarved(node) ? wrongsOfPlacements(node, bound) : wrongsOfCounts(node, bound);
  });
}

/**
 * True where one more pod like this could be placed on some node that it selects: one with enough instances that no pod
 * holds, or in carve mode one with places for them, of which every one is tried. It looks at nothing but GPUs.
 */
export function couldBePlaced(nodes: Iterable<V1Node>, pods: Iterable<V1Pod>, pod: V1Pod): boolean {
  const byNode = Map.groupBy([...pods].filter(holdsInstances), (each) => nodeOf(each) ?? '');
  const profiles = [...asked(pod)].flatMap(([resource, count]) => Array.from({ length: count }, () => resource));
  return [...nodes].some((node) => {
    if (!isSelected(node, pod)) return false;
    const bound = byNode.get(node.metadata?.name ?? '') ?? [];
    if (!isCarved(node)) return wrongsOfCounts(node, [...bound, pod]).length === 0;
    return fitsTogether([...gpusInUse(node, bound).values()], profiles);
  });
}

/** Instances that a pod asks for, by resource. */
export function asked({ spec }: V1Pod): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { resources } of spec?.containers ?? []) {
    for (const [resource, amount] of Object.entries(resources?.limits ?? {})) {
      if (RESOURCE.test(resource)) counts.set(resource, (counts.get(resource) ?? 0) + Number(amount));
    }
  }
  return counts;
}

function holdsInstances(pod: V1Pod): boolean {
  const isFinished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  return nodeOf(pod) !== undefined && !isFinished && asked(pod).size > 0;
}

function isSelected({ metadata }: V1Node, { spec }: V1Pod): boolean {
  return Object.entries(spec?.nodeSelector ?? {}).every(([label, value]) => metadata?.labels?.[label] === value);
}

function isCarved({ metadata }: V1Node): boolean {
  return metadata?.labels?.['slicewise.dev/mode'] === 'carve';
}

/** Static mode: no more pods of a profile than the node advertises instances. */
function wrongsOfCounts({ metadata, status }: V1Node, pods: readonly V1Pod[]): readonly string[] {
  const held = new Map<string, number>();
  for (const [resource, count] of pods.flatMap((pod) => [...asked(pod)])) {
    held.set(resource, (held.get(resource) ?? 0) + count);
  }
  return [...held].flatMap(([resource, count]) => {
    const free = Number(status?.allocatable?.[resource] ?? 0);
    return count <= free ? [] : [`${metadata?.name}: pods hold ${count} x ${resource}, and it has ${free}`];
  });
}

/** Carve mode: every pod has legal places of its own, for what it asks for. */
function wrongsOfPlacements(node: V1Node, pods: readonly V1Pod[]): readonly string[] {
  const name = node.metadata?.name;
  const faults: string[] = [];
  for (const pod of pods) {
    const chosen = placementsOf(pod);
    const given = Map.groupBy(chosen, ({ profile }) => `nvidia.com/mig-${profile.replace('+', '.')}`);
    const isWhatWasAsked =
      given.size === asked(pod).size &&
      [...asked(pod)].every(([resource, count]) => given.get(resource)?.length === count);
    if (!isWhatWasAsked) faults.push(`${keyOf(pod)} on ${name} has ${JSON.stringify(chosen)} for what it asks`);
    for (const { gpu, profile, start } of chosen) {
      const place = `${keyOf(pod)}: ${profile}@${start} on GPU ${gpu} of ${name}`;
      const board = boardsOf(node).get(gpu);
      if (board === undefined) faults.push(`${place}: there is no such GPU`);
      else if (board.profiles.every((each) => each.name !== profile || !each.starts.includes(start))) {
        faults.push(`${place}: ${board.model} has no such placement`);
      }
    }
  }
  for (const [gpu, { board, layout }] of gpusInUse(node, pods)) {
    if (!isLegal(board, layout)) {
      const places = layout.map(([profile, start]) => `${board.profiles[profile]?.name}@${start}`);
      faults.push(`GPU ${gpu} of ${name}: ${places.join(' ')} cannot exist together`);
    }
  }
  return faults;
}

function placementsOf({ metadata }: V1Pod): readonly Chosen[] {
  const text = metadata?.annotations?.['slicewise.dev/placement'];
  if (text === undefined) return [];
  const chosen: Chosen | readonly Chosen[] = JSON.parse(text);
  return [chosen].flat();
}

/** The boards that a node's annotation reports, by UUID. */
function boardsOf({ metadata }: V1Node): ReadonlyMap<string, PublishedBoard> {
  const reported: { readonly gpus: readonly { readonly uuid: string; readonly product: string }[] } = JSON.parse(
    metadata?.annotations?.['slicewise.dev/gpus'] ?? '{"gpus":[]}',
  );
  return new Map(
    reported.gpus.flatMap(({ uuid, product }) => {
      const board = publishedBoards.find(({ productNames }) => productNames.includes(product));
      return board === undefined ? [] : [[uuid, board] as const];
    }),
  );
}

function gpusInUse(node: V1Node, pods: readonly V1Pod[]): ReadonlyMap<string, GpuInUse> {
  const chosen = Map.groupBy(pods.flatMap(placementsOf), ({ gpu }) => gpu);
  return new Map(
    [...boardsOf(node)].map(([gpu, board]) => {
      const layout = (chosen.get(gpu) ?? []).map(
        ({ profile, start }) => [board.profiles.findIndex(({ name }) => name === profile), start] as const,
      );
      return [gpu, { board, layout }];
    }),
  );
}

function fitsTogether(gpus: readonly GpuInUse[], resources: readonly string[]): boolean {
  const [resource, ...others] = resources;
  if (resource === undefined) return true;
  return gpus.some(({ board, layout }, index) =>
    board.profiles.some(
      ({ resourceName, starts }, profile) =>
        resourceName === resource &&
        starts.some((start) => {
          const more: RawLayout = [...layout, [profile, start]];
          return isLegal(board, more) && fitsTogether(gpus.with(index, { board, layout: more }), others);
        }),
    ),
  );
}
