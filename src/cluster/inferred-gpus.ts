import { distribute } from '../../solver/headroom/distribute.ts';
import { driverLayout } from '../../solver/layout/driver-layout.ts';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import type { Geometry, GpuModel } from '../../solver/model/gpu-model.ts';
import type { Product } from '../../solver/model/product-label.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { counted } from '../counted.ts';
import { type Advertised, describeGeometry } from './advertised.ts';
import { type Gpu, type GpuReport, idleInstance, type LayoutSource } from './gpu.ts';
import { credible, gpusInMigMode, labelledGpus } from './gpu-count.ts';
import { type MigConfigs, type MigTarget, migTargets } from './mig-parted.ts';
import { GPU_LABELS, type NodeFacts } from './node-facts.ts';

/** What is known of a node whose GPUs nobody describes one by one. */
export interface InferenceOptions {
  readonly node: NodeFacts;
  readonly product: Product;
  readonly advertised: Advertised;
  readonly configs: MigConfigs;
}

/**
 * Works out the GPUs of a node: from its mig-parted configuration if that has been applied and agrees with the counts,
 * else from the counts alone. Positions are those the driver chooses when none are given.
 */
export function inferGpus(options: InferenceOptions): GpuReport {
  const { node, product, advertised } = options;
  const { model, single } = product;
  const label = node.labels[GPU_LABELS.product] ?? model.name;
  if (!advertised.isMig && node.labels[GPU_LABELS.config] === undefined) {
    const labelled = labelledGpus(node);
    return { gpus: wholeGpus(label, labelled.ok ? labelled.value : advertised.devices), problems: [] };
  }
  const count = gpusInMigMode(node, product, advertised);
  if (!count.ok) return { gpus: unusableGpus(label, count, count.error), problems: [] };
  const configured = single === undefined ? byConfiguration(options, count.value) : undefined;
  if (configured?.ok) return { gpus: configured.value.map(toGpu(label, model, 'mig-parted')), problems: [] };

  const problems = configured === undefined ? [] : [`${configured.error}; going by the advertised counts`];
  if (!advertised.isMig && advertised.devices > 0) return { gpus: wholeGpus(label, advertised.devices), problems };
  const targets = advertised.isMig
    ? byCounts(options, count.value)
    : failure(configured?.error ?? 'no instances advertised');
  if (!targets.ok) return { gpus: unusableGpus(label, count, targets.error), problems: [] };
  return { gpus: targets.value.map(toGpu(label, model, 'allocatable')), problems };
}

/** GPUs without MIG, as many as are advertised. */
export function wholeGpus(product: string, devices: number): readonly Gpu[] {
  const count = credible(devices, 'nvidia.com/gpu');
  if (!count.ok) return unusableGpus(product, count, count.error);
  return Array.from({ length: count.value }, (_, index) => ({ kind: 'whole', index, uuid: undefined, product }));
}

/** GPUs of which nothing can be said, with the reason; at least one, so that somebody is told. */
export function unusableGpus(product: string, count: Result<number>, reason: string): readonly Gpu[] {
  return Array.from({ length: count.ok ? Math.max(1, count.value) : 1 }, (_, index) => ({
    kind: 'unusable',
    index,
    uuid: undefined,
    product,
    reason,
  }));
}

function byCounts({ product, advertised }: InferenceOptions, count: number): Result<readonly MigTarget[]> {
  const { model } = product;
  if (!advertised.total.ok) return advertised.total;
  const cut = count - advertised.devices;
  const geometries = distribute(model, advertised.total.value, Math.max(0, cut));
  if (geometries === undefined) {
    return failure(
      `${describeGeometry(model, advertised.total.value)} cannot exist on ${counted(cut, 'GPU')} of ${model.name}`,
    );
  }
  return ok([
    ...geometries.map((geometry): MigTarget => ({ kind: 'mig', geometry })),
    ...Array.from({ length: advertised.devices }, (): MigTarget => ({ kind: 'whole' })),
  ]);
}

/** The targets of the node's mig-parted configuration; undefined where it has none. */
function byConfiguration(
  { node, product, advertised, configs }: InferenceOptions,
  count: number,
): Result<readonly MigTarget[]> | undefined {
  const { model } = product;
  const name = node.labels[GPU_LABELS.config];
  if (name === undefined) return undefined;
  const state = node.labels[GPU_LABELS.configState];
  const rules = configs.get(name);
  if (state !== undefined && state !== 'success') return failure(`mig-parted configuration "${name}" is ${state}`);
  if (rules === undefined) return failure(`no ConfigMap has the mig-parted configuration "${name}"`);

  const choices: (readonly MigTarget[])[] = [];
  for (let index = 0; index < count; index++) {
    const targets = migTargets(rules, model, index);
    if (!targets.ok) return failure(`mig-parted configuration "${name}" ${targets.error}`);
    choices.push(targets.value);
  }
  const { total, isMig } = advertised;
  const agrees = (targets: readonly MigTarget[]): boolean =>
    !isMig || (total.ok && totalOf(model, targets).join() === total.value.join());
  const [only, another] = alternatives(choices).filter(agrees);
  if (only === undefined) return failure(`mig-parted configuration "${name}" and the advertised counts disagree`);
  return another === undefined
    ? ok(only)
    : failure(`mig-parted configuration "${name}" has several rules for ${model.name}`);
}

/** Rules that differ by PCI ID are alternatives for all GPUs at once: the first for every GPU, the second, and so on. */
function alternatives(choices: readonly (readonly MigTarget[])[]): readonly (readonly MigTarget[])[] {
  const widest = Math.max(0, ...choices.map((targets) => targets.length));
  return Array.from({ length: widest }, (_, choice) =>
    choices.flatMap((targets) => targets[Math.min(choice, targets.length - 1)] ?? []),
  );
}

function totalOf(model: GpuModel, targets: readonly MigTarget[]): Geometry {
  const geometries = targets.flatMap((target) => (target.kind === 'mig' ? [target.geometry] : []));
  return model.profiles.map(({ ordinal }) => geometries.reduce((sum, geometry) => sum + (geometry[ordinal] ?? 0), 0));
}

function toGpu(product: string, model: GpuModel, source: LayoutSource): (target: MigTarget, index: number) => Gpu {
  return (target, index) => {
    const identity = { index, uuid: undefined, product };
    if (target.kind === 'whole') return { kind: 'whole', ...identity };
    const placements = driverLayout(layoutTable(model), target.geometry) ?? [];
    return { kind: 'mig', ...identity, model, source, instances: placements.map(idleInstance) };
  };
}
