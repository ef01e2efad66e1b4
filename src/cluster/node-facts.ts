import type { Dictionary } from './dictionary.ts';
import type { Resources } from './pod-requests.ts';

/** What a node's object says that matters for its GPUs. */
export interface NodeFacts {
  readonly labels: Dictionary;
  readonly annotations: Dictionary;
  readonly allocatable: Resources;
}

/** Labels by GPU feature discovery and mig-manager. */
export const GPU_LABELS = {
  product: 'nvidia.com/gpu.product',
  count: 'nvidia.com/gpu.count',
  config: 'nvidia.com/mig.config',
  configState: 'nvidia.com/mig.config.state',
} as const;
