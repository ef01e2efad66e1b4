import type { Occupant } from '../node/occupant.ts';
import { countViolations } from '../preemption/disruption-budgets.ts';
import { cutAnew, displacedBy, hasIdle, holdingsOf, joinedBy, type NewLayouts, type RollingNode } from './drain.ts';
import type { Move } from './moves.ts';

/** Nodes that are drained and cut anew together, and where the pods on them go meanwhile. */
export interface LayoutBatch {
  /** Indexes. */
  readonly nodes: readonly number[];
  /** Everyone takes idle instances that are there, whichever the device plugin picks. */
  readonly moves: readonly Move[];
}

/** What a rolling order is made of. */
export interface RollingOptions {
  readonly nodes: readonly RollingNode[];
  /** By index of the node: what its GPUs are to become. */
  readonly layouts: ReadonlyMap<number, NewLayouts>;
  /** The most memory slices that may be out of use at a time. */
  readonly mostOffline: number;
  /** Whether constraints and everything but GPUs allow all of these pods on a node, after others have left it. */
  readonly mayRunOn: (arriving: readonly Occupant[], node: number, gone: readonly Occupant[]) => boolean;
  /** At a time: the pods of one batch run again before the next one begins. */
  readonly disruptionsAllowed: ReadonlyMap<string, number>;
  readonly isOver: () => boolean;
}

/** Batches in their order, the nodes that fit in none, and those that were not looked at in time. */
export interface Rolling {
  readonly batches: readonly LayoutBatch[];
  readonly stuck: readonly number[];
  readonly undecided: readonly number[];
}

/**
 * An order in which nodes can be cut anew: as many at a time as may be out of use and as have places, outside of the batch,
 * for all the pods they displace; the nodes that displace the fewest first, so that what they become can take in the others.
 * Pods go to nodes that will not be drained any more where they can. Places are found one by one, the largest pod first,
 * so a node may be called stuck though a cleverer choice of places would have freed it.
 */
export function rollingOrder(options: RollingOptions): Rolling {
  const batches: LayoutBatch[] = [];
  let nodes = options.nodes;
  let waiting = [...options.layouts.keys()].sort(
    (a, b) => displaced(options, nodes, a).length - displaced(options, nodes, b).length || a - b,
  );
  while (waiting.length > 0 && !options.isOver()) {
    const batch = nextBatch(options, nodes, waiting);
    if (batch.nodes.length === 0) break;
    batches.push({ nodes: batch.nodes, moves: batch.moves });
    nodes = batch.after;
    waiting = waiting.filter((node) => !batch.nodes.includes(node));
  }
  const left = waiting.toSorted((a, b) => a - b);
  return options.isOver() ? { batches, stuck: [], undecided: left } : { batches, stuck: left, undecided: [] };
}

function displaced({ layouts }: RollingOptions, nodes: readonly RollingNode[], index: number): readonly Occupant[] {
  const [node, here] = [nodes[index], layouts.get(index)];
  return node === undefined || here === undefined ? [] : displacedBy(node, here);
}

interface Batch extends LayoutBatch {
  readonly after: readonly RollingNode[];
}

/** Takes in nodes one by one as long as all pods displaced so far have places outside of the batch. */
function nextBatch(options: RollingOptions, start: readonly RollingNode[], waiting: readonly number[]): Batch {
  const { layouts, mostOffline, disruptionsAllowed } = options;
  let batch: Batch = { nodes: [], moves: [], after: start };
  let offline = 0;
  // Where pods have gone in this batch nobody may be drained in this batch.
  const hosts = new Set<number>();
  const later = new Set(waiting);
  const order = [...start.keys()].sort((a, b) => Number(later.has(a)) - Number(later.has(b)) || a - b);
  for (const node of waiting) {
    if (options.isOver()) break;
    const slices = slicesOf(start[node], layouts.get(node) ?? new Map());
    const leaving = displaced(options, batch.after, node);
    const all = [...batch.moves.map(({ occupant }) => occupant), ...leaving];
    if (hosts.has(node) || offline + slices > mostOffline || countViolations(all, disruptionsAllowed) > 0) continue;
    const next = drained(options, batch, node, leaving, order);
    if (next === undefined) continue;
    for (const { to } of next.moves) hosts.add(to);
    batch = next;
    offline += slices;
  }
  // Only once they are empty do they get their layouts; until then nothing of theirs is to be had.
  let after = batch.after;
  for (const node of batch.nodes) {
    const drainedNode = after[node];
    if (drainedNode !== undefined) after = after.with(node, cutAnew(drainedNode, [], layouts.get(node) ?? new Map()));
  }
  return { ...batch, after };
}

/** Memory slices of the GPUs of a node that are cut anew. */
function slicesOf(node: RollingNode | undefined, layouts: NewLayouts): number {
  return [...layouts.keys()].reduce((sum, gpu) => sum + (node?.shape.gpus[gpu]?.table.model.memorySlices ?? 0), 0);
}

/** The batch with one more node; undefined where a pod on that has no place. */
function drained(
  { mayRunOn }: RollingOptions,
  { nodes, moves, after: before }: Batch,
  from: number,
  leaving: readonly Occupant[],
  order: readonly number[],
): Batch | undefined {
  const inBatch = new Set([...nodes, from]);
  const emptied = before[from];
  let after = emptied === undefined ? before : before.with(from, cutAnew(emptied, leaving, new Map()));
  const found: Move[] = [];
  for (const occupant of leaving.toSorted((a, b) => sizeOf(b) - sizeOf(a))) {
    const holdings = holdingsOf(occupant);
    const to = order.find((index) => {
      const host = inBatch.has(index) ? undefined : after[index];
      return host !== undefined && hasIdle(host, holdings) && mayRunOn([...host.arrived, occupant], index, host.gone);
    });
    const host = to === undefined ? undefined : after[to];
    if (to === undefined || host === undefined) return undefined;
    after = after.with(to, joinedBy(host, occupant, holdings));
    found.push({ occupant, from, to, choices: undefined });
  }
  return { nodes: [...nodes, from], moves: [...moves, ...found], after };
}

function sizeOf({ instances, hidden }: Occupant): number {
  return instances.reduce((sum, { placement }) => sum + placement.profile.memory, 0) + hidden.length;
}
