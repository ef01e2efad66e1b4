import { EMPTY, type Occupancy, occupancyOf } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import { type GpuShape, profileOn } from '../node/gpu-shape.ts';
import type { NodeShape, Request } from '../node/node-shape.ts';
import type { GpuInstance, Occupant } from '../node/occupant.ts';

/** One way to make room for a request on a node: who would have to leave, and where the request would then go. */
export interface WayIn {
  readonly leaving: readonly Occupant[];
  readonly choices: readonly GpuInstance[];
}

/** What a search for ways in may look at. */
export interface WaysInOptions {
  readonly node: NodeShape;
  /** Whoever may be asked to leave. The instances of all others are fixed. */
  readonly mayLeave: readonly Occupant[];
  /** In the node's names, largest first. */
  readonly request: Request;
  /**
   * Whether these occupants together could be part of an answer that is still of use. Asked at every step of the search,
   * so it must turn false for good: whoever adds to a refused set gets a refused set.
   */
  readonly isOfUse: (leaving: readonly Occupant[]) => boolean;
  /** Steps left; the search stops, its result incomplete, when it is spent. Shared by the searches of one question. */
  readonly steps: { left: number };
}

/**
 * Every way to place the request in windows that only `mayLeave` occupants and idle instances overlap: for each set of
 * windows the occupants in their way. Exact as long as steps are left: any set whose departure makes room contains the
 * occupants of one of these ways.
 */
export function* waysIn({ node, mayLeave, request, isOfUse, steps }: WaysInOptions): Generator<WayIn> {
  const asked = request.flatMap(({ profile, count }) => Array.from({ length: count }, () => profile));
  const gpus = node.gpus.map((shape, gpu) => fixedPart(shape, gpu, mayLeave));

  function* place(item: number, way: WayIn, occupancies: readonly Occupancy[]): Generator<WayIn> {
    const profile = asked[item];
    if (profile === undefined) {
      yield way;
      return;
    }
    for (const [gpu, part] of gpus.entries()) {
      for (const placement of windowsOf(part.shape, profile)) {
        if (!comesAfter(way.choices.at(-1), { gpu, placement })) continue;
        if (--steps.left < 0) return;
        const after = part.shape.table.after(occupancies[gpu] ?? EMPTY, placement);
        if (after === undefined) continue;
        const leaving = union(way.leaving, part, placement);
        if (!isOfUse(leaving)) continue;
        yield* place(
          item + 1,
          { leaving, choices: [...way.choices, { gpu, placement }] },
          occupancies.with(gpu, after),
        );
      }
    }
  }
  yield* place(
    0,
    { leaving: [], choices: [] },
    gpus.map(({ occupancy }) => occupancy),
  );
}

interface FixedPart {
  readonly shape: GpuShape;
  /** Taken by those who stay. */
  readonly occupancy: Occupancy;
  readonly tenants: readonly { readonly placement: Placement; readonly occupant: Occupant }[];
}

function fixedPart(shape: GpuShape, gpu: number, mayLeave: readonly Occupant[]): FixedPart {
  const tenants = mayLeave.flatMap((occupant) =>
    occupant.instances.filter((instance) => instance.gpu === gpu).map(({ placement }) => ({ placement, occupant })),
  );
  const leavable = new Set(tenants.map(({ placement }) => placement));
  const staying = shape.used.filter((placement) => !leavable.has(placement));
  return { shape, tenants, occupancy: occupancyOf(shape.table, staying) ?? shape.occupancy };
}

function windowsOf(gpu: GpuShape, name: string): readonly Placement[] {
  const profile = profileOn(gpu, name);
  return gpu.table.model.placements.filter((placement) => placement.profile === profile);
}

/** Instances of one profile are placed in one order only. */
function comesAfter(last: GpuInstance | undefined, next: GpuInstance): boolean {
  if (last === undefined || last.placement.profile.name !== next.placement.profile.name) return true;
  return next.gpu > last.gpu || (next.gpu === last.gpu && next.placement.start > last.placement.start);
}

function union(leaving: readonly Occupant[], { shape, tenants }: FixedPart, wanted: Placement): readonly Occupant[] {
  const inTheWay = tenants.filter(({ placement }) => excludes(shape.table.model, placement, wanted));
  return [...new Set([...leaving, ...inTheWay.map(({ occupant }) => occupant)])];
}
