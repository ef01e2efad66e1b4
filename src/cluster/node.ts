import { profileOfResource } from '../../solver/model/profile-name.ts';
import { type NodeShape, requestOn } from '../../solver/node/node-shape.ts';
import { createCanon } from './canon.ts';
import type { NodeConstraints } from './eligibility.ts';
import type { Gpu, MigGpu } from './gpu.ts';
import { applyPlacements, settleHolders } from './holders.ts';
import type { MigConfigs } from './mig-parted.ts';
import { type Mode, readNode } from './node-reading.ts';
import type { NodeObject } from './objects.ts';
import { type Holding, occupy } from './occupation.ts';
import type { Pod } from './pod.ts';
import type { Resources } from './pod-requests.ts';
import type { Problem } from './problem.ts';

/** A node as slicewise sees it: immutable, built from the node, its pods and nothing else that changes. */
export interface ClusterNode extends NodeConstraints {
  readonly uid: string | undefined;
  readonly mode: Mode;
  /** By index. */
  readonly gpus: readonly Gpu[];
  /** The usable ones in MIG mode; `shape.gpus[i]` is `migGpus[i]`. */
  readonly migGpus: readonly MigGpu[];
  readonly shape: NodeShape;
  /** Text that nodes have in common which are alike to every request, but for pods nominated to them. */
  readonly likeness: string;
  readonly holdings: readonly Holding[];
  /** Profile that `nvidia.com/gpu` stands for here (strategy `single`). */
  readonly single: string | undefined;
  /** Resource names under which the node advertises a profile, by the profile's name in its own model. */
  readonly resourceNames: ReadonlyMap<string, ReadonlySet<string>>;
  readonly allocatable: Resources;
  /** Pods bound to the node that are not finished. */
  readonly pods: readonly Pod[];
  /** Pods nominated to the node after a preemption, not bound yet. */
  readonly nominated: readonly Pod[];
  /** Pods that the node's annotation names as holders, wherever they are: `namespace/name`. */
  readonly namedPods: readonly string[];
  readonly problems: readonly Problem[];
}

/** What a node is built from. */
export interface NodeParts {
  readonly object: NodeObject;
  readonly pods: readonly Pod[];
  readonly nominated: readonly Pod[];
  readonly migConfigs: MigConfigs;
  readonly findPod: (key: string) => Pod | undefined;
}

/** Builds one node. The cost depends on this node and its pods only. */
export function buildNode({ object, pods, nominated, migConfigs, findPod }: NodeParts): ClusterNode {
  const { name, labels } = object.metadata;
  const { mode, allocatable, namedPods, ...read } = readNode(object, migConfigs);
  const settled = settleHolders(name, read.gpus, findPod);
  const placed = mode === 'carve' ? applyPlacements(settled.gpus, pods) : { gpus: settled.gpus, problems: [] };
  const problems = [...read.problems, ...settled.problems, ...placed.problems];

  const { replicas, single } = read;
  let gpus = placed.gpus;
  let occupation = occupy({ gpus, pods, mode, single, replicas });
  problems.push(...occupation.excess);
  const [firstExcess] = occupation.excess;
  // In carve mode a pod that is nowhere may be anywhere: nothing is free for certain.
  if (mode === 'carve' && firstExcess !== undefined) {
    gpus = gpus.map((gpu) => (gpu.kind === 'mig' ? { ...gpu, kind: 'unusable', reason: firstExcess } : gpu));
    occupation = occupy({ gpus, pods, mode, single, replicas });
  }
  const unusable = gpus.filter((gpu) => gpu.kind === 'unusable');
  for (const [reason, alike] of Map.groupBy(unusable, (gpu) => gpu.reason)) {
    const [only, ...others] = alike.map(({ index }) => index);
    problems.push(
      others.length === 0
        ? `GPU ${only} is not used: ${reason}`
        : `GPUs ${[only, ...others].join(', ')} are not used: ${reason}`,
    );
  }
  const { migGpus, shape, holdings } = occupation;
  const named = namesOf(shape, allocatable);
  return {
    name,
    uid: object.metadata.uid ?? undefined,
    labels,
    taints: (object.spec?.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect })),
    isCordoned: object.spec?.unschedulable ?? false,
    mode,
    gpus,
    migGpus,
    shape,
    likeness: `${occupation.likeness};${named.id}`,
    holdings,
    single,
    resourceNames: named.names,
    allocatable,
    pods,
    nominated,
    namedPods,
    problems: problems.map((message) => ({ object: `Node ${name}`, message })),
  };
}

interface NamedResources {
  readonly names: ClusterNode['resourceNames'];
  /** The same as text. */
  readonly id: string;
}

/** Remembered with what the node advertises: it depends on the models of its GPUs, and not on who holds what. */
function namesOf(shape: NodeShape, allocatable: Resources): NamedResources {
  const known = namesByAmounts.get(allocatable);
  if (known?.gpus === shape.gpus) return known.named;
  const names = resourceNamesOf(shape, allocatable);
  const id = [...names].map(([profile, all]) => [profile, ...all].join('=')).join();
  const named = sharedNames({ names, id }, id);
  namesByAmounts.set(allocatable, { gpus: shape.gpus, named });
  return named;
}

/** Thousands of nodes advertise the same few names. */
const sharedNames = createCanon<NamedResources>();

const namesByAmounts = new WeakMap<Resources, { readonly gpus: NodeShape['gpus']; readonly named: NamedResources }>();

function resourceNamesOf(shape: NodeShape, allocatable: Resources): NamedResources['names'] {
  const names = new Map<string, Set<string>>();
  for (const [resource, amount] of allocatable) {
    const named = profileOfResource(resource);
    if (amount === 0 || !named.ok) continue;
    for (const { profile } of requestOn(shape, [{ profile: named.value.profile, count: 1 }]) ?? []) {
      names.set(profile, (names.get(profile) ?? new Set()).add(resource));
    }
  }
  return names;
}
