import { type NodeShape, openInstances, type Request, withHolders } from '../../solver/node/node-shape.ts';
import type { GpuInstance } from '../../solver/node/occupant.ts';
import { type BareNode, type BareParts, bareNode } from './bare-node.ts';
import type { MigGpu } from './gpu.ts';
import type { Pod } from './pod.ts';

/** A pod and the instances of this node that it holds. */
export interface Holding {
  readonly pod: Pod;
  /** Known to be its own; `gpu` is an index into `Occupation.migGpus`. */
  readonly instances: readonly GpuInstance[];
  /** What it holds beyond those, nobody knows where. */
  readonly hidden: Request;
}

/** Who holds what on a node. */
export interface Occupation {
  /** The usable GPUs in MIG mode; `shape.gpus[i]` is `migGpus[i]`. */
  readonly migGpus: readonly MigGpu[];
  readonly shape: NodeShape;
  /** Text that occupations have in common whose shapes are alike to every request. */
  readonly likeness: string;
  readonly holdings: readonly Holding[];
  /** Sentences about instances that pods hold and that are nowhere. */
  readonly excess: readonly string[];
}

/** What an occupation is worked out from. */
export interface OccupationParts extends BareParts {
  /** Pods bound to the node that are not finished. */
  readonly pods: readonly Pod[];
}

/** Works out what each pod of a node holds: the instances that are known to be its own, and how many more. */
export function occupy({ pods, ...parts }: OccupationParts): Occupation {
  const bare = bareNode(parts);
  const holdings = pods.map((pod) => holdingOf(pod, bare)).filter(holdsSomething);
  const excess: string[] = [];
  let { shape } = bare;
  for (const [profile, count] of hiddenTotals(holdings)) {
    const most = openInstances(bare.shape, profile) * (bare.shape.shared.get(profile)?.perInstance ?? 1);
    if (count > most) excess.push(`pods hold ${count} x ${profile} in places not known, where at most ${most} can be`);
    shape = withHolders(shape, profile, Math.min(count, most));
  }
  return { migGpus: bare.migGpus, shape, likeness: likenessOf(bare, shape), holdings, excess };
}

function likenessOf({ kind }: BareNode, { hidden, shared }: NodeShape): string {
  const counts = [...hidden].map(([profile, count]) => `${profile} ${count}`);
  const shares = [...shared].map(([profile, { taken }]) => `${profile} ${taken}`);
  return [kind, ...counts.sort(), ...shares].join();
}

function holdingOf(pod: Pod, { heldBy, requestOf }: BareNode): Holding {
  const instances = heldBy.get(pod.key) ?? NONE;
  const request = requestOf(pod.gpus);
  if (instances.length === 0) return { pod, instances, hidden: request };
  const hidden = request
    .map(({ profile, count }) => ({
      profile,
      count: count - instances.filter(({ placement }) => placement.profile.name === profile).length,
    }))
    .filter(({ count }) => count > 0);
  return { pod, instances, hidden };
}

const NONE: readonly GpuInstance[] = [];

function holdsSomething({ instances, hidden }: Holding): boolean {
  return instances.length + hidden.length > 0;
}

function hiddenTotals(holdings: readonly Holding[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { profile, count } of holdings.flatMap(({ hidden }) => hidden)) {
    totals.set(profile, (totals.get(profile) ?? 0) + count);
  }
  return totals;
}
