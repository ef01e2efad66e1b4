import { formatPlacement } from '../../solver/model/placement.ts';
import { type GpuInstance, withoutOccupants } from '../../solver/node/occupant.ts';
import type { MovePlan } from '../../solver/repartition/moves.ts';
import { type Recut, type Reshape, recutsFor } from '../../solver/repartition/recut.ts';
import type { ClusterNode } from '../cluster/node.ts';

/** What to change on one GPU, as `PROFILE@START`: idle instances to destroy, then instances to create. */
export interface GpuRecut {
  readonly node: string;
  /** Index of the GPU on its node. */
  readonly gpu: number;
  readonly delete: readonly string[];
  readonly create: readonly string[];
}

/** A pod to restart, and the nodes it leaves and comes to. */
export interface PodMove {
  readonly pod: string;
  readonly from: string;
  readonly to: string;
}

/** The cheapest way to get a pod running. */
export interface WayOut {
  /** `none`: nothing has to change. `allow`: the pod must be allowed where there is room. */
  readonly rung: 'none' | 'reshape' | 'moves' | 'allow';
  /** The node on which the pod then runs. */
  readonly node: string;
  readonly text: string;
  /** In the order in which they are to be made. */
  readonly moves: readonly PodMove[];
  /** On nodes that pods come to, to be made before they move; on `node`, once they have left. */
  readonly recuts: readonly GpuRecut[];
}

/** The way out that recuts idle instances of one node. */
export function wayByReshape(node: ClusterNode, { recuts }: Reshape): WayOut {
  const steps = recuts.map((recut) => gpuRecut(node, recut));
  return { rung: 'reshape', node: node.name, text: steps.map(describeRecut).join('; '), moves: [], recuts: steps };
}

/**
 * The way out that restarts pods elsewhere.
 *
 * @param nodes The nodes that the plan's indexes point to.
 * @param podName `namespace/name` by the UID that the plan's occupants carry.
 */
export function wayByMoves(
  { node: target, choices, moves }: MovePlan,
  nodes: readonly ClusterNode[],
  podName: (uid: string) => string,
): WayOut {
  const nameOf = (index: number): string => nodes[index]?.name ?? '';
  const podMoves = moves.map(({ occupant, from, to }) => ({
    pod: podName(occupant.id),
    from: nameOf(from),
    to: nameOf(to),
  }));
  const recuts = nodes.flatMap((node, index) => {
    const leaving = moves.filter(({ from }) => from === index).map(({ occupant }) => occupant);
    const arriving = moves.filter(({ to }) => to === index).flatMap((move): readonly GpuInstance[] => move.choices);
    const wanted = index === target ? [...choices, ...arriving] : arriving;
    if (wanted.length === 0) return [];
    return recutsFor(withoutOccupants(node.shape, leaving), wanted).map((recut) => gpuRecut(node, recut));
  });
  const isLast = ({ node }: GpuRecut): boolean => node === nameOf(target);
  const text = [
    ...recuts.filter((recut) => !isLast(recut)).map(describeRecut),
    ...podMoves.map(({ pod, from, to }) => `restart ${pod} (${from} -> ${from === to ? 'elsewhere on it' : to})`),
    ...recuts.filter(isLast).map(describeRecut),
  ].join('; ');
  return { rung: 'moves', node: nameOf(target), text, moves: podMoves, recuts };
}

/** `on node a, GPU 0: delete 3g.20gb@4, create 2g.10gb@4`. */
export function describeRecut(recut: GpuRecut): string {
  const parts = [
    ...(recut.delete.length > 0 ? [`delete ${recut.delete.join(' ')}`] : []),
    ...(recut.create.length > 0 ? [`create ${recut.create.join(' ')}`] : []),
  ];
  return `on ${recut.node}, GPU ${recut.gpu}: ${parts.join(', ')}`;
}

function gpuRecut(node: ClusterNode, recut: Recut): GpuRecut {
  return {
    node: node.name,
    gpu: node.migGpus[recut.gpu]?.index ?? recut.gpu,
    delete: recut.delete.map(formatPlacement),
    create: recut.create.map(formatPlacement),
  };
}
