/** What the labels of a node tell of its GPUs. */
export interface LabelledNode {
  readonly name: string;
  /** As GPU feature discovery spells it. */
  readonly product: string | undefined;
  readonly gpus: number;
  readonly isCarve: boolean;
}

/** Labels of a node with GPUs, as its kubelet and GPU feature discovery write them; the mode is slicewise's own. */
export function nodeLabels({ name, product = '', gpus, isCarve }: LabelledNode): Readonly<Record<string, string>> {
  return {
    'kubernetes.io/hostname': name,
    'nvidia.com/gpu.product': product,
    'nvidia.com/gpu.count': String(gpus),
    'nvidia.com/mig.strategy': 'mixed',
    ...(isCarve ? { 'slicewise.dev/mode': 'carve' } : {}),
  };
}
