import type { FleetGpu, FleetNode } from './fleet.ts';
import { segmentsOf } from './look.ts';

/** One word of a search. */
interface Term {
  readonly field: 'any' | 'pod' | 'node' | 'profile';
  readonly text: string;
}

/** What is searched for; all terms must be met. None: everything is. */
export type Query = readonly Term[];

/** Reads `triton node:gpu-1 profile:3g.20gb`: words that a pod, a node or a profile has in its name. */
export function parseQuery(text: string): Query {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, field, rest = ''] = /^(pod|node|profile):(.*)$/.exec(word) ?? [];
      if (field === 'pod' || field === 'node' || field === 'profile') return { field, text: rest };
      return { field: 'any', text: word };
    });
}

/** Whether a GPU meets every term: by its node, a pod on it, or a profile that it has an instance of. */
export function matchesGpu(query: Query, gpu: FleetGpu, { name }: FleetNode): boolean {
  return query.every(({ field, text }) => {
    if ((field === 'any' || field === 'node') && name.toLowerCase().includes(text)) return true;
    if (gpu.kind !== 'mig') return field === 'any' && gpu.product.toLowerCase().includes(text);
    if ((field === 'any' || field === 'pod') && gpu.pods.some((pod) => pod.toLowerCase().includes(text))) return true;
    if (field !== 'any' && field !== 'profile') return false;
    return segmentsOf(gpu.model, gpu.look).some(({ profile }) => profile?.name.includes(text) ?? false);
  });
}

/** Whether a pod that waits meets every term, by its name or what it asks for. It is on no node, so those say nothing of it. */
export function matchesWaiting(query: Query, pod: string, profiles: readonly string[]): boolean {
  return query.every(({ field, text }) => {
    if (field === 'node') return true;
    if (field !== 'profile' && pod.toLowerCase().includes(text)) return true;
    return field !== 'pod' && profiles.some((profile) => profile.includes(text));
  });
}
