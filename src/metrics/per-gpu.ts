import { gpuUse } from '../advisor/gpu-state.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type PoolOptions, poolName } from '../cluster/pool-name.ts';
import type { Steps } from '../sliced.ts';

/** The metrics with a series for each GPU, which are told only where that was asked for. */
export const PER_GPU = {
  labelNames: ['pool', 'model', 'node', 'gpu', 'uuid'],
  used: {
    name: 'slicewise_gpu_used_memory_slices',
    help: 'Memory slices of a GPU that pods use; what may be used and nobody knows is left out.',
  },
  idle: {
    name: 'slicewise_gpu_idle_memory_slices',
    help: 'Memory slices of a GPU in instances that no pod holds; what may be used and nobody knows is left out.',
  },
} as const;

/**
 * The series of every GPU in MIG mode as Prometheus reads them, node by node. They are written here and not kept by the
 * registry, which would write tens of thousands of lines in one go.
 */
export function* perGpuSteps(cluster: Cluster, options: PoolOptions): Steps<string> {
  const [used, idle]: [string[], string[]] = [[], []];
  for (const node of cluster.nodes) {
    const lines = node.migGpus.flatMap((gpu, index) => {
      const shape = node.shape.gpus[index];
      if (shape === undefined) return [];
      const use = gpuUse(shape, node.shape);
      const pool = poolName(node, gpu.model, options);
      const values = [pool, gpu.model.name, node.name, String(gpu.index), gpu.uuid ?? ''];
      const labels = PER_GPU.labelNames.map((name, at) => `${name}="${escaped(values[at] ?? '')}"`).join();
      return [
        {
          used: `${PER_GPU.used.name}{${labels}} ${use.used}\n`,
          idle: `${PER_GPU.idle.name}{${labels}} ${use.idle}\n`,
        },
      ];
    });
    // Joined node by node, so that little is left to do for the whole, which is done in one go.
    used.push(lines.map((line) => line.used).join(''));
    idle.push(lines.map((line) => line.idle).join(''));
    yield;
  }
  return [head(PER_GPU.used), ...used, head(PER_GPU.idle), ...idle].join('');
}

function head({ name, help }: { readonly name: string; readonly help: string }): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
