import type { FleetNode } from './fleet.ts';
import { segmentsOf } from './look.ts';

/** Memory slices by use, and GPUs. */
export interface Tally {
  readonly gpus: number;
  readonly slices: number;
  readonly used: number;
  readonly idle: number;
  readonly maybe: number;
  readonly none: number;
}

const NOTHING: Tally = { gpus: 0, slices: 0, used: 0, idle: 0, maybe: 0, none: 0 };

const known = new WeakMap<FleetNode, ReadonlyMap<string, Tally>>();

/** What all nodes together have in each pool. What a node adds is remembered. */
export function tallyPools(nodes: Iterable<FleetNode>): ReadonlyMap<string, Tally> {
  const sums = new Map<string, Tally>();
  for (const node of nodes) {
    for (const [pool, tally] of tallyNode(node)) sums.set(pool, add(sums.get(pool) ?? NOTHING, tally));
  }
  return sums;
}

/** The sum of several. */
export function addAll(tallies: Iterable<Tally>): Tally {
  let sum = NOTHING;
  for (const tally of tallies) sum = add(sum, tally);
  return sum;
}

function tallyNode(node: FleetNode): ReadonlyMap<string, Tally> {
  const before = known.get(node);
  if (before !== undefined) return before;
  const sums = new Map<string, Tally>();
  for (const gpu of node.gpus) {
    if (gpu.kind !== 'mig') continue;
    const counts = { used: 0, idle: 0, maybe: 0, none: 0 };
    for (const { use, length } of segmentsOf(gpu.model, gpu.look)) counts[use] += length;
    sums.set(gpu.pool, add(sums.get(gpu.pool) ?? NOTHING, { gpus: 1, slices: gpu.model.memorySlices, ...counts }));
  }
  known.set(node, sums);
  return sums;
}

function add(a: Tally, b: Tally): Tally {
  return {
    gpus: a.gpus + b.gpus,
    slices: a.slices + b.slices,
    used: a.used + b.used,
    idle: a.idle + b.idle,
    maybe: a.maybe + b.maybe,
    none: a.none + b.none,
  };
}
