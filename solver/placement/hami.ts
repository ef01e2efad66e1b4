import type { Policy } from './policy.ts';

/**
 * HAMi's way: the GPU first, the start on it afterwards. GPUs are compared by how much of them is used, here the memory
 * slices; HAMi adds the shares of devices, cores and memory in use, which grow together on a MIG GPU, and looks at the NUMA
 * node first, which we do not model. With `spread`, its default, the emptiest GPU is taken, with `binpack` the fullest
 * (pkg/scheduler/policy/gpu_policy.go). GPUs that tie go by index. Our reading is of one instance at a time: several that
 * are asked for together are placed by the sum of keys, where HAMi goes one by one.
 *
 * @param starts How this version of HAMi chooses among the starts on a GPU.
 */
export function hamiPolicies(starts: {
  readonly version: string;
  readonly summary: string;
  readonly orderStarts: NonNullable<Policy['orderStarts']>;
}): { readonly spread: Policy; readonly binpack: Policy } {
  const { version, summary, orderStarts } = starts;
  return {
    spread: {
      name: `hami-${version}-spread`,
      summary: `take the emptiest GPU, there ${summary}`,
      prepare:
        ({ table }) =>
        (occupancy) => [-table.freeSlices(occupancy), 0, 0],
      orderStarts,
    },
    binpack: {
      name: `hami-${version}-binpack`,
      summary: `take the fullest GPU, there ${summary}`,
      prepare:
        ({ table }) =>
        (occupancy) => [table.freeSlices(occupancy), 0, 0],
      orderStarts,
    },
  };
}
