import type { Rater } from '../../solver/placement/rater.ts';
import { compareReshapes, findReshape, type Reshape } from '../../solver/repartition/recut.ts';
import type { Random } from '../cluster/random.ts';
import { createFleetMeasure, slicesOf } from '../replay/fleet-measure.ts';
import { type Host, NOTHING_DONE, type Tally } from '../replay/host.ts';
import type { ModeSpec } from '../scenario.ts';
import type { Workload } from '../workload/workload.ts';
import { handOut } from './kubelet.ts';
import type { NodeSeat, StaticFleet } from './static-fleet.ts';

/** Picks one of the nodes that have an idle instance of a profile. */
export type NodeChooser = (nodes: readonly number[], profile: number) => number;

/** Who decides about what on a static fleet. */
export interface StaticHostOptions {
  readonly mode: Extract<ModeSpec, { kind: 'static' }>;
  readonly chooseNode: NodeChooser;
  /** Rates ways to recut. */
  readonly rater: Rater;
  /** The device plugin's chance. */
  readonly random: Random;
}

/**
 * A fleet in static mode. Where no instance of the profile is idle and layouts may be changed, the cheapest recut of idle
 * instances on any node makes one: it is taken at once and ready after the delay.
 */
export function createStaticHost(
  workload: Workload,
  cluster: StaticFleet,
  { mode, chooseNode, rater, random }: StaticHostOptions,
): Host {
  const { model, profile, isBandwidthHigh } = workload;
  const everyNode = Array.from({ length: cluster.nodes }, (_, node) => node);
  const seats = new Map<number, NodeSeat>();
  const used = model.profiles.map(() => 0);
  const measure = createFleetMeasure(cluster.fleet, workload);
  const findOn = rememberReshapes(cluster, rater);
  let tally: Tally = NOTHING_DONE;

  const settle = (request: number, seat: NodeSeat): void => {
    cluster.take(seat);
    seats.set(request, seat);
    const { ordinal } = seat.placement.profile;
    used[ordinal] = (used[ordinal] ?? 0) + 1;
  };
  const recutFor = (request: number, ordinal: number): boolean => {
    let best: { readonly node: number; readonly reshape: Reshape } | undefined;
    for (const node of everyNode) {
      const reshape = findOn(node, ordinal);
      if (reshape !== undefined && (best === undefined || compareReshapes(reshape, best.reshape) < 0)) {
        best = { node, reshape };
      }
    }
    const [choice] = best?.reshape.choices ?? [];
    if (best === undefined || choice === undefined) return false;
    cluster.recut(best.node, best.reshape.recuts);
    settle(request, { node: best.node, ...choice });
    tally = {
      ...tally,
      recuts: tally.recuts + best.reshape.recuts.length,
      destroyed: tally.destroyed + best.reshape.deleted,
    };
    return true;
  };

  return {
    place(request, now) {
      const ordinal = profile[request] ?? 0;
      const open = everyNode.filter((node) => cluster.idle(node, ordinal) > 0);
      if (open.length > 0) {
        const node = chooseNode(open, ordinal);
        const instance = handOut(mode.kubelet, cluster.shape(node), ordinal, random);
        if (instance === undefined) return undefined;
        settle(request, { node, ...instance });
        return now;
      }
      if (mode.recutAfter === undefined || !recutFor(request, ordinal)) return undefined;
      return now + mode.recutAfter;
    },
    leave(request) {
      const seat = seats.get(request);
      if (seat === undefined) return;
      seats.delete(request);
      cluster.giveBack(seat);
      const { ordinal } = seat.placement.profile;
      used[ordinal] = (used[ordinal] ?? 0) - 1;
    },
    get tally() {
      return tally;
    },
    get usedSlices() {
      return slicesOf(model, used);
    },
    state() {
      const contention = pairsOnOneGpu([...seats].filter(([request]) => isBandwidthHigh[request] === 1));
      return measure({ used, usedPerGpu: cluster.usedPerGpu, idle: [...cluster.idleInstances], contention });
    },
  };
}

/** The cheapest recut on a node, remembered until the node changes. */
function rememberReshapes(cluster: StaticFleet, rater: Rater): (node: number, profile: number) => Reshape | undefined {
  const remembered = new WeakMap<object, Map<number, Reshape | undefined>>();
  return (node, ordinal) => {
    const shape = cluster.shape(node);
    const known = remembered.get(shape) ?? new Map<number, Reshape | undefined>();
    remembered.set(shape, known);
    if (known.has(ordinal)) return known.get(ordinal);
    const name = cluster.fleet.table.model.profiles[ordinal]?.name ?? '';
    const found = findReshape(shape, [{ profile: name, count: 1 }], rater);
    const reshape = found.kind === 'found' ? found.reshape : undefined;
    known.set(ordinal, reshape);
    return reshape;
  };
}

function pairsOnOneGpu(seats: readonly (readonly [number, NodeSeat])[]): number {
  const perGpu = Map.groupBy(seats, ([, { node, gpu }]) => `${node} ${gpu}`);
  return [...perGpu.values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
}
