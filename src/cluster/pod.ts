import type { Dictionary } from './dictionary.ts';
import type { NodeSelectorTerm, PodObject } from './objects.ts';
import { PLACEMENT_ANNOTATION } from './placement-annotation.ts';
import { needsOf } from './pod-needs.ts';
import type { Resources } from './pod-requests.ts';

/** MIG instances that a pod asks for under one resource name. */
export interface InstanceRequest {
  /** `nvidia.com/mig-1g.5gb`. */
  readonly resource: string;
  /** The profile that the resource names; undefined where it names none that NVIDIA makes. */
  readonly profile: string | undefined;
  /** True for `.shared` resources: a share of an instance. */
  readonly shared: boolean;
  /** A safe integer above 0: what is larger is taken for the largest. */
  readonly count: number;
}

/** GPUs that a pod asks for. */
export interface GpuRequest {
  readonly instances: readonly InstanceRequest[];
  /** `nvidia.com/gpu`, shared or not: whole GPUs, or MIG devices on a node whose strategy is `single`. A safe integer. */
  readonly devices: number;
}

/** Which nodes a pod may run on, as far as its own specification says. */
export interface PodConstraints {
  readonly nodeSelector: Dictionary;
  /** Required node affinity: one of these terms must match; undefined where any node will do. */
  readonly affinity: readonly NodeSelectorTerm[] | undefined;
  readonly tolerations: readonly Toleration[];
}

/** What a pod tolerates, with the defaults of Kubernetes filled in. */
export interface Toleration {
  readonly key: string | undefined;
  readonly operator: string;
  readonly value: string;
  /** Empty: all effects. */
  readonly effect: string;
}

/** A pod, reduced to what decides about GPUs. */
export interface Pod {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Dictionary;
  /** Milliseconds since the epoch; 0 where it is not given. */
  readonly createdAt: number;
  readonly priority: number;
  /** False for `preemptionPolicy: Never`. */
  readonly mayPreempt: boolean;
  /** The node it is bound to. */
  readonly node: string | undefined;
  /** The node it was nominated to after a preemption, while it is not bound. */
  readonly nominatedNode: string | undefined;
  /** Succeeded or failed: holds nothing any more. A terminating pod still holds what it has. */
  readonly isFinished: boolean;
  /** Is being deleted: it starts nowhere any more, and leaves where it is without being moved. */
  readonly isTerminating: boolean;
  /** Waits for a scheduling gate to be removed. */
  readonly isGated: boolean;
  readonly resources: Resources;
  readonly gpus: GpuRequest;
  readonly constraints: PodConstraints;
  /**
   * Whether other pods could keep it off a node by more than what they use up: host ports, volumes, affinity or
   * anti-affinity between pods, spreading.
   */
  readonly isPickyAboutOthers: boolean;
  /** May be restarted elsewhere: annotated so, or owned by a controller that replaces it. */
  readonly isMovable: boolean;
  /** The annotation `slicewise.dev/placement`, as it stands. */
  readonly placement: string | undefined;
}

const MOVABLE = 'slicewise.dev/movable';
const REPLACING_OWNERS = new Set(['ReplicaSet', 'Deployment', 'StatefulSet', 'ReplicationController']);

/**
 * Reduces a pod object to what decides about GPUs.
 *
 * @throws RangeError naming container and resource, when an amount cannot be read, is negative, or is a part of a GPU.
 */
export function readPod(object: PodObject): Pod {
  const { metadata, spec, status } = object;
  const namespace = metadata.namespace ?? 'default';
  const { resources, gpus, constraints } = needsOf(spec);
  const owner =
    metadata.ownerReferences?.find(({ controller }) => controller === true) ?? metadata.ownerReferences?.[0];
  const movable = metadata.annotations[MOVABLE];
  // Joined, the text is one piece; a template would keep its parts beside it, for every pod.
  const key = [namespace, metadata.name].join('/');
  return {
    key,
    namespace,
    uid: metadata.uid ?? key,
    labels: metadata.labels,
    createdAt: Date.parse(metadata.creationTimestamp ?? '') || 0,
    priority: spec.priority ?? 0,
    mayPreempt: spec.preemptionPolicy !== 'Never',
    node: spec.nodeName || undefined,
    nominatedNode: status?.nominatedNodeName || undefined,
    isFinished: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    isTerminating: (metadata.deletionTimestamp ?? undefined) !== undefined,
    isGated: (spec.schedulingGates?.length ?? 0) > 0,
    resources,
    gpus,
    constraints,
    isPickyAboutOthers: isPickyAboutOthers(spec),
    isMovable: movable === undefined ? REPLACING_OWNERS.has(owner?.kind ?? '') : movable === 'true',
    placement: metadata.annotations[PLACEMENT_ANNOTATION],
  };
}

/** A pod's name without its namespace. */
export function podName({ key, namespace }: Pick<Pod, 'key' | 'namespace'>): string {
  return key.slice(namespace.length + 1);
}

/** True for pods that still want a node. */
export function isWaiting({ node, isFinished, isTerminating }: Pod): boolean {
  return node === undefined && !isFinished && !isTerminating;
}

/** True for pods that ask for MIG instances, or for devices that may be MIG devices on some nodes. */
export function asksForGpus({ gpus }: Pod): boolean {
  return gpus.instances.length > 0 || gpus.devices > 0;
}

function isPickyAboutOthers(spec: PodObject['spec']): boolean {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return (
    containers.some(({ ports }) => (ports ?? []).some(({ hostPort }) => (hostPort ?? 0) > 0)) ||
    isGiven(spec.affinity?.podAffinity) ||
    isGiven(spec.affinity?.podAntiAffinity) ||
    (spec.topologySpreadConstraints?.length ?? 0) > 0 ||
    (spec.volumes ?? []).some(
      ({ persistentVolumeClaim, ephemeral, csi }) =>
        isGiven(persistentVolumeClaim) || isGiven(ephemeral) || isGiven(csi),
    )
  );
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
