import { formatPlacement } from '../../solver/model/placement.ts';
import type { MovePlan } from '../../solver/repartition/moves.ts';
import type { Reshape } from '../../solver/repartition/recut.ts';
import { stepsOf } from '../../solver/repartition/steps.ts';
import type { ClusterNode } from '../cluster/node.ts';

/** An instance by its place: the GPU's index on its node, and `PROFILE@START`. */
export interface InstancePlace {
  readonly gpu: number;
  readonly instance: string;
}

/** Destroy idle instances of one GPU, or create some. */
export interface RecutStep {
  readonly kind: 'delete' | 'create';
  readonly node: string;
  /** Index of the GPU on its node. */
  readonly gpu: number;
  /** As `PROFILE@START`. */
  readonly instances: readonly string[];
}

/** What to do with a pod. Where `instances` is empty it takes whichever idle ones the device plugin picks. */
export type PodStep =
  /** End it and let it start in its new place, which is ready. */
  | {
      readonly kind: 'restart';
      readonly pod: string;
      readonly from: string;
      readonly to: string;
      readonly instances: readonly InstancePlace[];
    }
  /** End it, because its new place can be made only then; it starts again in a later step. */
  | { readonly kind: 'stop'; readonly pod: string; readonly node: string }
  | {
      readonly kind: 'start';
      readonly pod: string;
      readonly node: string;
      readonly instances: readonly InstancePlace[];
    };

/** One step of a way out. */
export type WayStep = RecutStep | PodStep;

/** A way to get a pod running. */
export interface Way {
  /** `none`: nothing has to change. `allow`: the pod must be allowed where there is room. */
  readonly rung: 'none' | 'reshape' | 'moves' | 'allow';
  /** The node on which the pod then runs. */
  readonly node: string;
  readonly text: string;
  /** In an order in which each is possible when its turn comes. */
  readonly steps: readonly WayStep[];
}

/** The cheapest way that is known. */
export interface WayOut extends Way {
  /** False where a search ended early, or where what pods hold is not known: then there may be a cheaper one. */
  readonly isCheapest: boolean;
}

/** Said where it is certain that idle instances can be recut, and their pods may be any of several. */
export const NOBODY_KNOWS = 'which ones are idle, only the node can tell';

/** The way out that recuts idle instances of one node. Undefined recuts: there are some, on GPUs that cannot be told. */
export function wayByReshape(node: ClusterNode, reshape: Reshape | undefined): Way {
  const steps = (reshape?.recuts ?? []).flatMap((recut): WayStep[] => {
    const place = { node: node.name, gpu: node.migGpus[recut.gpu]?.index ?? recut.gpu };
    return [
      { kind: 'delete' as const, ...place, instances: recut.delete.map(formatPlacement) },
      { kind: 'create' as const, ...place, instances: recut.create.map(formatPlacement) },
    ].filter(({ instances }) => instances.length > 0);
  });
  const text = reshape === undefined ? `recut idle instances on ${node.name}; ${NOBODY_KNOWS}` : describe(steps);
  return { rung: 'reshape', node: node.name, text, steps };
}

/**
 * The way out that restarts pods elsewhere.
 *
 * @param nodes The nodes that the plan's indexes point to.
 * @param podName `namespace/name` by the UID that the plan's occupants carry.
 */
export function wayByMoves(plan: MovePlan, nodes: readonly ClusterNode[], podName: (uid: string) => string): Way {
  const nameOf = (index: number): string => nodes[index]?.name ?? '';
  const indexOf = (node: number, gpu: number): number => nodes[node]?.migGpus[gpu]?.index ?? gpu;
  const ordered = stepsOf(
    nodes.map(({ shape }) => shape),
    plan,
  );
  const steps = ordered.map((step): WayStep => {
    if ('gpu' in step) {
      const { kind, node, gpu, placement } = step;
      return { kind, node: nameOf(node), gpu: indexOf(node, gpu), instances: [formatPlacement(placement)] };
    }
    const { occupant, from, to, choices = [] } = step.move;
    const pod = podName(occupant.id);
    const instances = choices.map(({ gpu, placement }) => ({
      gpu: indexOf(to, gpu),
      instance: formatPlacement(placement),
    }));
    if (step.kind === 'stop') return { kind: 'stop', pod, node: nameOf(from) };
    if (step.kind === 'start') return { kind: 'start', pod, node: nameOf(to), instances };
    return { kind: 'restart', pod, from: nameOf(from), to: nameOf(to), instances };
  });
  const grouped = steps.reduce(joinSteps, []);
  return { rung: 'moves', node: nameOf(plan.node), text: describe(grouped), steps: grouped };
}

/** Adds a step; what is done to one GPU in succession becomes one step. */
function joinSteps(steps: readonly WayStep[], next: WayStep): readonly WayStep[] {
  const last = steps.at(-1);
  if (last === undefined || !('gpu' in last) || !('gpu' in next)) return [...steps, next];
  if (last.kind !== next.kind || last.node !== next.node || last.gpu !== next.gpu) return [...steps, next];
  return [...steps.slice(0, -1), { ...last, instances: [...last.instances, ...next.instances] }];
}

/** `on gpu-1, GPU 0: delete 3g.20gb@4, create 2g.10gb@4; restart team-a/x (gpu-1 -> gpu-2)`. */
function describe(steps: readonly WayStep[]): string {
  let text = '';
  let at: string | undefined;
  for (const step of steps) {
    if ('gpu' in step) {
      const place = `on ${step.node}, GPU ${step.gpu}: `;
      text += `${place === at ? ', ' : `${text === '' ? '' : '; '}${place}`}${step.kind} ${step.instances.join(' ')}`;
      at = place;
      continue;
    }
    at = undefined;
    text += `${text === '' ? '' : '; '}${describePodStep(step)}`;
  }
  return text;
}

function describePodStep(step: PodStep): string {
  switch (step.kind) {
    case 'restart':
      return `restart ${step.pod} (${step.from} -> ${step.to})`;
    case 'stop':
      return `stop ${step.pod}`;
    case 'start':
      return `start ${step.pod} on ${step.node}`;
  }
}
