import type { Cluster } from '../cluster/cluster.ts';
import { findNode } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';
import { counted } from '../counted.ts';

/** Pods of a node that are named as those which something is shared with. */
const MOST_NAMED = 5;

const STRATEGY = 'nvidia.com/gpu.sharing-strategy';
const REPLICAS = 'nvidia.com/gpu.replicas';

/** The labels of nodes that are read here. */
export const SHARING_LABELS = [STRATEGY, REPLICAS] as const;

/** How replicas of one GPU or instance keep apart. What it says in the label is how they are made. */
const HOW: Readonly<Record<string, string>> = {
  mps: 'through MPS, each with a part of its memory and none of its faults kept apart',
  'time-slicing': 'in turns, with nothing between them: not memory, not time, not faults',
};

/**
 * What a pod shares that asks for a share of a GPU or of a MIG instance: with how many others, with whom, and what keeps them
 * apart. Nothing for a pod that has what it asks for to itself.
 *
 * @param nodes Where it may run, or runs.
 */
export function sharingNotes(cluster: Cluster, pod: Pod, nodes: readonly ClusterNode[]): readonly string[] {
  const own = pod.node === undefined ? undefined : findNode(cluster, pod.node);
  const looked = own === undefined ? nodes : [own];
  const shares = new Map<string, { readonly others: number; readonly how: string }>();
  for (const node of looked) {
    for (const { what, perPiece } of sharedBy(node, pod)) {
      const others = Math.max(perPiece - 1, shares.get(what)?.others ?? 0);
      // MPS does not work on MIG devices, whatever a label says.
      const strategy = what === WHOLE ? node.labels[STRATEGY] : undefined;
      shares.set(what, { others, how: HOW[strategy ?? ''] ?? HOW['time-slicing'] ?? '' });
    }
  }
  return [...shares].map(([what, { others, how }]) => {
    const who = own === undefined ? '' : whoShares(own, pod, what);
    return `${what} is a share here: up to ${counted(others, 'other pod')} use the same one ${how}${who}`;
  });
}

const WHOLE = 'a whole GPU';

/** What a pod would have a share of on a node, and how many shares one piece of it has. */
function sharedBy(
  { shape, single, labels, gpus }: ClusterNode,
  { gpus: asked }: Pod,
): readonly { readonly what: string; readonly perPiece: number }[] {
  const named = asked.instances.flatMap(({ profile }) => profile ?? []);
  const profiles = asked.devices > 0 && single !== undefined ? [...named, single] : named;
  const replicas = Number(labels[REPLICAS] ?? 1);
  const isWhole = asked.devices > 0 && single === undefined && gpus.some(({ kind }) => kind === 'whole');
  return [
    ...profiles.flatMap((what) => {
      const shares = shape.shared.get(what);
      return shares === undefined ? [] : [{ what, perPiece: shares.perInstance }];
    }),
    ...(isWhole && replicas > 1 ? [{ what: WHOLE, perPiece: replicas }] : []),
  ];
}

/** Who holds shares of the same kind on a node. With one piece of it they share it; with more it is not known who shares which. */
function whoShares(node: ClusterNode, pod: Pod, what: string): string {
  const others = node.pods.filter(
    (other) => other.key !== pod.key && sharedBy(node, other).some((each) => each.what === what),
  );
  if (others.length === 0) return '; nobody else has a share at the moment';
  const pieces =
    what === WHOLE
      ? node.gpus.filter(({ kind }) => kind === 'whole').length
      : node.migGpus.flatMap(({ instances }) => instances).filter(({ placement }) => placement.profile.name === what)
          .length;
  const names = others.slice(0, MOST_NAMED).map(({ key }) => key);
  const more = others.length > names.length ? ` and ${others.length - names.length} more` : '';
  return `; ${pieces === 1 ? 'with' : `some of these, on ${pieces} of them:`} ${names.join(', ')}${more}`;
}
