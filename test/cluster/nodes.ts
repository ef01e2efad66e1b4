import type { V1Node, V1Taint } from '@kubernetes/client-node';
import { nodeLabels } from '../../src/testing/node-labels.ts';
import { annotationOf, resourcesOf } from '../../src/testing/objects.ts';
import type { Api } from '../control-plane/api.ts';

/** What a node of a scenario is like. */
export interface NodeText {
  /** By default an A100-40GB. */
  readonly product?: string;
  /** One text per GPU: `2g.10gb@0 3g.20gb@4`, or empty where nothing is cut yet. */
  readonly gpus: readonly string[];
  /** In carve mode a node advertises no instances: slicewise alone counts them. */
  readonly mode?: 'static' | 'carve';
  /** False where no agent reports instances, and only labels and advertised counts tell of them. */
  readonly isAnnotated?: boolean;
  readonly pool?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly V1Taint[];
  /** Cores; by default more than any pod asks for. */
  readonly cpu?: number;
}

/** The annotation that reports GPUs. */
export const GPUS = 'slicewise.dev/gpus';

const PRODUCT = 'NVIDIA-A100-SXM4-40GB';

/** A node that is ready, as its kubelet, GPU feature discovery and the agent on it would report it. */
export function gpuNode(name: string, text: NodeText): V1Node {
  const { product = PRODUCT, gpus, mode = 'static', isAnnotated = true, labels = {}, taints = [], cpu = 128 } = text;
  const amounts = { cpu: String(cpu), memory: '1024Gi', pods: '250', ...(mode === 'static' ? advertised(gpus) : {}) };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        ...nodeLabels({ name, product, gpus: gpus.length, isCarve: mode === 'carve' }),
        ...(text.pool === undefined ? {} : { pool: text.pool }),
        ...labels,
      },
      ...(isAnnotated ? { annotations: { [GPUS]: annotationOf(name, product, gpus) } } : {}),
    },
    spec: { taints: [...taints] },
    status: {
      capacity: amounts,
      allocatable: amounts,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  };
}

/** Creates nodes. */
export async function createNodes(api: Api, ...nodes: readonly V1Node[]): Promise<void> {
  await Promise.all(nodes.map((body) => api.core.createNode({ body })));
}

function advertised(gpus: readonly string[]): Readonly<Record<string, string>> {
  const counts = new Map<string, number>();
  for (const word of gpus.flatMap((text) => text.split(' '))) {
    for (const resource of Object.keys(resourcesOf(word.split('@')[0] ?? ''))) {
      counts.set(resource, (counts.get(resource) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].map(([resource, count]) => [resource, String(count)]));
}
