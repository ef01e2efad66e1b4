import type { Placement } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import { freeHolds, NO_GPUS, type NodeShape, withGpu, withHolders } from '../node/node-shape.ts';
import { type GpuInstance, type Occupant, withoutOccupants } from '../node/occupant.ts';
import type { Move, MovePlan } from './moves.ts';

/** One thing to do. `node` and `gpu` are indexes. */
export type Step =
  | { readonly kind: 'delete' | 'create'; readonly node: number; readonly gpu: number; readonly placement: Placement }
  /** The pod ends where it is and starts in its new place, which is ready. */
  | { readonly kind: 'restart'; readonly move: Move }
  /** The pod has to end before its new place can be made. */
  | { readonly kind: 'stop'; readonly move: Move }
  | { readonly kind: 'start'; readonly move: Move };

/**
 * Puts a plan in an order in which every step is possible when its turn comes: idle instances in the way are destroyed
 * and new ones created as soon as they can be, and each pod restarts once its new place is there. A pod ends first only
 * where it moves within its node (the device plugin could hand it the same instance again) or pods change places.
 */
export function stepsOf(nodes: readonly NodeShape[], { node: target, choices, moves }: MovePlan): readonly Step[] {
  const wanted = [...choices.map((choice) => ({ node: target, ...choice })), ...moves.flatMap(placesOf)];
  const steps: Step[] = [];
  let shapes = nodes;
  let waiting = moves;
  let stopped: readonly Move[] = [];
  const arrive = (move: Move): void => {
    shapes = shapes.with(move.to, occupied(shapes[move.to] ?? NO_GPUS, move));
  };
  const leave = ({ from, occupant }: Move): void => {
    shapes = shapes.with(from, withoutOccupants(shapes[from] ?? NO_GPUS, [occupant]));
  };
  for (;;) {
    for (const { node, gpu, placement } of wanted) {
      const before = shapes[node];
      const shape = before?.gpus[gpu];
      if (before === undefined || shape === undefined) continue;
      if (shape.open.includes(placement) || shape.used.includes(placement)) continue;
      const inTheWay = shape.open.filter((other) => excludes(shape.table.model, other, placement));
      for (const each of inTheWay) steps.push({ kind: 'delete', node, gpu, placement: each });
      const open = shape.open.filter((other) => !inTheWay.includes(other));
      const isFree = !shape.used.some((other) => excludes(shape.table.model, other, placement));
      if (isFree) steps.push({ kind: 'create', node, gpu, placement });
      const after = withGpu(before, gpu, shape.used, isFree ? [...open, placement] : open);
      shapes = shapes.with(node, after ?? before);
    }
    const ready = (move: Move): boolean => isReady(shapes[move.to] ?? NO_GPUS, move, wanted);
    const starting = stopped.find(ready);
    const restarting = waiting.find((move) => move.from !== move.to && ready(move));
    const stopping = waiting.find(({ from, to }) => from === to) ?? waiting[0];
    if (starting !== undefined) {
      steps.push({ kind: 'start', move: starting });
      stopped = stopped.filter((move) => move !== starting);
      arrive(starting);
    } else if (restarting !== undefined) {
      steps.push({ kind: 'restart', move: restarting });
      waiting = waiting.filter((move) => move !== restarting);
      leave(restarting);
      arrive(restarting);
    } else if (stopping !== undefined) {
      steps.push({ kind: 'stop', move: stopping });
      waiting = waiting.filter((move) => move !== stopping);
      stopped = [...stopped, stopping];
      leave(stopping);
    } else {
      return steps;
    }
  }
}

/** An instance that is part of the plan. */
interface PlannedInstance extends GpuInstance {
  readonly node: number;
}

function placesOf({ to, choices = [] }: Move): readonly PlannedInstance[] {
  return choices.map((choice) => ({ node: to, ...choice }));
}

/** Whether a pod's new place is there and idle. Instances that others were promised are not taken for idle. */
function isReady(shape: NodeShape, { to, occupant, choices }: Move, planned: readonly PlannedInstance[]): boolean {
  const isOpen = ({ gpu, placement }: GpuInstance): boolean => shape.gpus[gpu]?.open.includes(placement) ?? false;
  if (choices !== undefined) return choices.every(isOpen);
  const promised = planned.filter((each) => each.node === to && isOpen(each));
  return [...heldProfiles(occupant)].every(([name, count]) => {
    const kept = promised.filter(({ placement }) => placement.profile.name === name).length;
    return freeHolds(shape, name) - kept >= count;
  });
}

/** The node once a moved pod runs there. */
function occupied(shape: NodeShape, { occupant, choices }: Move): NodeShape {
  if (choices === undefined) {
    return [...heldProfiles(occupant)].reduce((left, [name, count]) => withHolders(left, name, count), shape);
  }
  return choices.reduce((left, { gpu, placement }) => {
    const { used = [], open = [] } = left.gpus[gpu] ?? {};
    const rest = open.filter((other) => other !== placement);
    return withGpu(left, gpu, [...used, placement], rest) ?? left;
  }, shape);
}

function heldProfiles({ instances }: Occupant): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { placement } of instances) {
    counts.set(placement.profile.name, (counts.get(placement.profile.name) ?? 0) + 1);
  }
  return counts;
}
