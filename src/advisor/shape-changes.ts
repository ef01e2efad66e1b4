import { occupancyOf } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { freeHolds, type NodeShape, type Request, withGpu, withHolders } from '../../solver/node/node-shape.ts';
import type { GpuInstance } from '../../solver/node/occupant.ts';

/** The node once an idle instance is destroyed. Fails where it is not there, or where a pod may hold it. */
export function withoutInstance(node: NodeShape, { gpu, placement }: GpuInstance): Result<NodeShape> {
  const shape = node.gpus[gpu];
  const text = formatPlacement(placement);
  if (shape === undefined || ![...shape.open, ...shape.used].includes(placement)) return failure(`${text} is gone`);
  const isCertain = (node.hidden.get(placement.profile.name) ?? 0) === 0;
  if (!shape.open.includes(placement) || !isCertain) return failure(`${text} may be in use`);
  return recut(
    node,
    gpu,
    shape.used,
    shape.open.filter((each) => each !== placement),
  );
}

/** The node once an instance is created. Fails where its window is not free. */
export function withInstance(node: NodeShape, { gpu, placement }: GpuInstance): Result<NodeShape> {
  const shape = node.gpus[gpu];
  const open = [...(shape?.open ?? []), placement];
  const isLegal = shape !== undefined && occupancyOf(shape.table, [...shape.used, ...open]) !== undefined;
  return isLegal
    ? recut(node, gpu, shape.used, open)
    : failure(`there is no room for ${formatPlacement(placement)} any more`);
}

/** The node once a pod holds idle instances: those that are named, or whichever there are of what it asks for. */
export function withPod(node: NodeShape, request: Request, named: readonly GpuInstance[]): Result<NodeShape> {
  if (named.length === 0) {
    const short = request.find(({ profile, count }) => freeHolds(node, profile) < count);
    if (short !== undefined) return failure(`there are not ${short.count} idle ${short.profile}`);
    return ok(request.reduce((left, { profile, count }) => withHolders(left, profile, count), node));
  }
  let left = node;
  for (const { gpu, placement } of named) {
    const { used = [], open = [] } = left.gpus[gpu] ?? {};
    if (!open.includes(placement)) return failure(`${formatPlacement(placement)} is not idle`);
    const taken = recut(
      left,
      gpu,
      [...used, placement],
      open.filter((each) => each !== placement),
    );
    if (!taken.ok) return taken;
    left = taken.value;
  }
  return ok(left);
}

/** As `withGpu` of the solver, with a sentence where it is not possible. */
function recut(
  node: NodeShape,
  index: number,
  used: readonly Placement[],
  open: readonly Placement[],
): Result<NodeShape> {
  const after = withGpu(node, index, used, open);
  return after === undefined ? failure(`there is no GPU ${index}`) : ok(after);
}
