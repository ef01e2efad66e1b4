import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { parseProduct } from '../../solver/model/product-label.ts';
import { type Advertised, advertisedInstances, advertisesMig, describeGeometry, wholeDevices } from './advertised.ts';
import type { Gpu, GpuReport } from './gpu.ts';
import { gpusInMigMode, labelledGpus } from './gpu-count.ts';
import { GPUS_ANNOTATION, readGpusAnnotation } from './gpus-annotation.ts';
import { inferGpus, unusableGpus, wholeGpus } from './inferred-gpus.ts';
import type { MigConfigs } from './mig-parted.ts';
import { GPU_LABELS, type NodeFacts } from './node-facts.ts';

/** The GPUs of a node, from the best source that says anything. */
export interface NodeGpus {
  readonly gpus: readonly Gpu[];
  /** Profile that `nvidia.com/gpu` stands for on this node (strategy `single`). */
  readonly single: string | undefined;
  /** Pods that may share one instance, by profile name, where more than one may (time-slicing). */
  readonly replicas: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/**
 * Finds the GPUs of a node: what the annotation says; else what the node's mig-parted configuration makes, if the counts
 * that the node advertises agree; else a layout worked out from those counts. A GPU that makes no sense is unusable, with
 * its reason, and nothing is guessed for a board that is not known or in the stead of an annotation that cannot be read.
 */
export function readNodeGpus(node: NodeFacts, configs: MigConfigs): NodeGpus {
  const label = node.labels[GPU_LABELS.product];
  const product = parseProduct(label ?? '');
  const annotation = node.annotations[GPUS_ANNOTATION];
  if (!product.ok) return { single: undefined, replicas: new Map(), ...gpusOfUnknown(node, product.error) };
  const { model, single } = product.value;
  const advertised = advertisedInstances(node, product.value);
  const common = { single: single?.name, replicas: advertised.replicas };
  if (annotation !== undefined) {
    const gpus = readGpusAnnotation(annotation);
    if (gpus.ok) return { ...common, gpus: gpus.value, problems: disagreement(model, gpus.value, advertised) };
    const count = gpusInMigMode(node, product.value, advertised);
    return { ...common, gpus: unusableGpus(label ?? model.name, count, gpus.error), problems: [] };
  }
  return { ...common, ...inferGpus({ node, product: product.value, advertised, configs }) };
}

/** The GPUs of a node whose label names no board that is known: an annotation may still name boards that are. */
function gpusOfUnknown(node: NodeFacts, fault: string): GpuReport {
  const label = node.labels[GPU_LABELS.product];
  const unusable = (reason: string): readonly Gpu[] => unusableGpus(label ?? 'unknown', labelledGpus(node), reason);
  const annotation = node.annotations[GPUS_ANNOTATION];
  if (annotation !== undefined) {
    const gpus = readGpusAnnotation(annotation);
    return { gpus: gpus.ok ? gpus.value : unusable(gpus.error), problems: [] };
  }
  if (advertisesMig(node)) {
    return { gpus: unusable(label === undefined ? `label ${GPU_LABELS.product} is missing` : fault), problems: [] };
  }
  return { gpus: wholeGpus(label ?? 'unknown', wholeDevices(node)), problems: [] };
}

/** Differences between what the annotation lists and what the kubelet advertises: some instances cannot be handed out. */
function disagreement(model: GpuModel, gpus: readonly Gpu[], { isMig, total }: Advertised): readonly string[] {
  if (!isMig) return [];
  if (!total.ok) return [total.error];
  const placements = gpus.flatMap((gpu) => (gpu.kind === 'mig' ? gpu.instances : [])).map(({ placement }) => placement);
  const listed = model.profiles.map(
    (profile) => placements.filter((placement) => placement.profile === profile).length,
  );
  if (gpus.some(({ kind }) => kind === 'unusable') || listed.join() === total.value.join()) return [];
  return [
    `annotation lists ${describeGeometry(model, listed)}, the node advertises ${describeGeometry(model, total.value)}`,
  ];
}
