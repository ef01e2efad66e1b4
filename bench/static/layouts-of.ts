import { allBalanced } from '../../solver/layout/all-balanced.ts';
import { driverLayout } from '../../solver/layout/driver-layout.ts';
import { type LayoutTable, layoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import type { Geometry, Placement } from '../../solver/model/gpu-model.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import { bestGeometries } from '../../solver/repartition/best-geometries.ts';
import { worthOfDemand } from '../../solver/repartition/worth.ts';
import { BadInput } from '../../src/bad-input.ts';
import type { LayoutSpec } from '../scenario.ts';
import type { Workload } from '../workload/workload.ts';

/**
 * How each GPU of a static fleet is cut at the start.
 *
 * @throws BadInput where a given layout cannot exist on the workload's GPU model.
 */
export function layoutsOf(spec: LayoutSpec, workload: Workload, gpus: number): readonly (readonly Placement[])[] {
  const table = layoutTable(workload.model);
  if (spec.kind === 'given') return given(spec, table, gpus);
  const geometries =
    spec.kind === 'all-balanced'
      ? Array.from({ length: gpus }, () => allBalanced(workload.model))
      : tuned(workload, gpus);
  return geometries.map((geometry) => driverLayout(table, geometry) ?? []);
}

/** Far more than it takes: a clock must not decide what a replay does. */
const LIMIT = { now: () => 0, milliseconds: 600_000 };

const remembered = new WeakMap<Workload, readonly Geometry[]>();

/** What `slicewise recommend` would cut for the demand of the workload and its spread, as if every GPU were empty. */
function tuned(workload: Workload, gpus: number): readonly Geometry[] {
  const { model, inUse } = workload;
  const known = remembered.get(workload);
  if (known?.length === gpus) return known;
  const most = model.profiles.map(({ limit }) => gpus * limit);
  const { geometries } = bestGeometries(model, gpus, worthOfDemand(model, inUse, most), LIMIT);
  const cut = geometries.flatMap(({ geometry, gpus: alike }) => Array.from({ length: alike }, () => geometry));
  remembered.set(workload, cut);
  return cut;
}

function given(
  { name, gpus: texts }: Extract<LayoutSpec, { kind: 'given' }>,
  table: LayoutTable,
  gpus: number,
): readonly (readonly Placement[])[] {
  const known = new Map(table.model.placements.map((placement) => [formatPlacement(placement), placement]));
  return Array.from({ length: gpus }, (_, gpu) => {
    const layout = (texts[gpu] ?? []).map((text) => {
      const placement = known.get(text);
      if (placement === undefined) throw new BadInput(`${name}: GPU ${gpu}: ${table.model.name} has no ${text}`);
      return placement;
    });
    if (occupancyOf(table, layout) !== undefined) return layout;
    throw new BadInput(`${name}: GPU ${gpu}: ${texts[gpu]?.join(', ')} cannot exist together`);
  });
}
