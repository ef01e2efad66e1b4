import { LRUCache } from 'lru-cache';
import { isMigResource, profileOfResource } from '../../solver/model/profile-name.ts';
import type { PodObject } from './objects.ts';
import type { GpuRequest, Pod, PodConstraints } from './pod.ts';
import { podRequests, type Resources } from './pod-requests.ts';

/** What a pod needs of a node, by its specification. */
export type PodNeeds = Pick<Pod, 'resources' | 'gpus' | 'constraints'>;

type Spec = PodObject['spec'];

/** Distinct needs that are remembered; the pods of a cluster come from far fewer templates. */
const MOST = 2_000;
/** Characters of a specification that is remembered: foreign ones may be of any length. */
const LONGEST = 10_000;

const remembered = new LRUCache<string, PodNeeds>({ max: MOST });

/**
 * Works out what a pod needs. Pods of one template need the same: it is worked out once, and is one object for all of them,
 * of which a large cluster has tens of thousands.
 *
 * @throws RangeError naming container and resource, when an amount cannot be read, is negative, or is a part of a GPU.
 */
export function needsOf(spec: Spec): PodNeeds {
  const { containers, initContainers, overhead, resources, nodeSelector, tolerations } = spec;
  const terms = affinityTerms(spec);
  const id = JSON.stringify([containers, initContainers, overhead, resources, nodeSelector, tolerations, terms]);
  const known = remembered.get(id);
  if (known !== undefined) return known;
  const amounts = podRequests(spec);
  const needs: PodNeeds = { resources: amounts, gpus: gpuRequest(amounts), constraints: constraintsOf(spec) };
  if (id.length <= LONGEST) remembered.set(id, needs);
  return needs;
}

function affinityTerms({ affinity }: Spec): PodConstraints['affinity'] {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? undefined;
}

const DEVICES = ['nvidia.com/gpu', 'nvidia.com/gpu.shared'];

function constraintsOf(spec: Spec): PodConstraints {
  return {
    nodeSelector: spec.nodeSelector,
    affinity: affinityTerms(spec),
    tolerations: (spec.tolerations ?? []).map(({ key, operator, value, effect }) => ({
      key: key || undefined,
      operator: operator || 'Equal',
      value: value ?? '',
      effect: effect ?? '',
    })),
  };
}

function gpuRequest(resources: Resources): GpuRequest {
  const instances = [...resources]
    .filter(([resource, count]) => isMigResource(resource) && count > 0)
    .map(([resource, amount]) => {
      const named = profileOfResource(resource);
      return {
        resource,
        profile: named.ok ? named.value.profile : undefined,
        shared: named.ok && named.value.shared,
        count: pieces(resource, amount),
      };
    });
  const devices = DEVICES.reduce((count, resource) => count + pieces(resource, resources.get(resource) ?? 0), 0);
  return { instances, devices: Math.min(devices, Number.MAX_SAFE_INTEGER) };
}

function pieces(resource: string, amount: number): number {
  if (!Number.isInteger(amount)) throw new RangeError(`${resource}: ${amount} is not a whole number`);
  return Math.min(amount, Number.MAX_SAFE_INTEGER);
}
