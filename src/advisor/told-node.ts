import { gpuModels } from '../../solver/model/catalogue.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { type Dictionary, dictionary } from '../cluster/dictionary.ts';
import { type Gpu, type Holder, type Instance, idleInstance, type MigGpu } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { occupy } from '../cluster/occupation.ts';
import { asksForGpus, type Pod } from '../cluster/pod.ts';
import type { Resources } from '../cluster/pod-requests.ts';
import type { ReadLabels } from './read-labels.ts';
import type { ToldParts } from './told-parts.ts';

/**
 * A node as one thread tells another of it: what that one advises on, and no more. Models and placements, which every
 * thread has, go by name and number.
 */
export interface ToldNode
  extends Pick<
    ClusterNode,
    'name' | 'uid' | 'taints' | 'isCordoned' | 'mode' | 'single' | 'likeness' | 'resourceNames'
  > {
  /** Those that selectors or slicewise read. */
  readonly labels: Dictionary;
  readonly gpus: readonly ToldGpu[];
  /** Pods that may share one instance, by profile name, where more than one may. */
  readonly replicas: ReadonlyMap<string, number>;
  /** What the pods leave of it that are not told. */
  readonly allocatable: Resources;
  /** Those that ask for GPUs, or have an instance all the same. */
  readonly pods: readonly Pod[];
  readonly nominated: readonly Pod[];
}

type ToldGpu = Exclude<Gpu, MigGpu> | ToldMigGpu;

interface ToldMigGpu extends Omit<MigGpu, 'model' | 'instances'> {
  /** Its name. */
  readonly model: string;
  /** The placements of the instances, by ordinal. */
  readonly placements: readonly number[];
  /** Who holds them, by the same; nobody holds the others. */
  readonly holders: ReadonlyMap<number, Holder>;
}

/** What to tell of a node. */
export function toldNode(node: ClusterNode, { ofNodes, ofPods }: ReadLabels): ToldNode {
  const { name, uid, labels, taints, isCordoned, mode, single, likeness, resourceNames } = node;
  const holders = new Set(node.holdings.map(({ pod }) => pod));
  const concerns = (pod: Pod): boolean => asksForGpus(pod) || holders.has(pod);
  return {
    name,
    uid,
    labels: only(labels, ofNodes),
    taints,
    isCordoned,
    mode,
    single,
    likeness,
    resourceNames,
    gpus: node.gpus.map(toldGpu),
    replicas: new Map([...node.shape.shared].map(([profile, { perInstance }]) => [profile, perInstance])),
    allocatable: leftOf(
      node.allocatable,
      node.pods.filter((pod) => !concerns(pod)),
    ),
    pods: node.pods.filter(concerns).map((pod) => toldPod(pod, ofPods)),
    nominated: node.nominated.map((pod) => toldPod(pod, ofPods)),
  };
}

/** What to tell of a pod. Where its instances are is told with its node. */
export function toldPod(pod: Pod, labels: ReadonlySet<string>): Pod {
  return { ...pod, labels: only(pod.labels, labels), placement: undefined };
}

function only(labels: Dictionary, read: ReadonlySet<string>): Dictionary {
  return dictionary(Object.fromEntries(Object.entries(labels).filter(([label]) => read.has(label))));
}

function toldGpu(gpu: Gpu): ToldGpu {
  if (gpu.kind !== 'mig') return gpu;
  const { model, instances, ...same } = gpu;
  const held = instances.filter(({ holder }) => holder.kind !== 'idle');
  return {
    ...same,
    model: model.name,
    placements: instances.map(({ placement }) => placement.ordinal),
    holders: new Map(held.map(({ placement, holder }) => [placement.ordinal, holder])),
  };
}

/** What pods leave of resources, those apart of which nothing is said. */
function leftOf(allocatable: Resources, pods: readonly Pod[]): Resources {
  if (pods.length === 0) return allocatable;
  const left = new Map(allocatable);
  for (const { resources } of pods) {
    for (const [resource, amount] of [...resources, ['pods', 1] as const]) {
      const before = left.get(resource);
      if (before !== undefined) left.set(resource, before - amount);
    }
  }
  return left;
}

/** The node that was told of, as it is advised on: what nobody reads for that is empty. */
export function nodeFrom(told: ToldNode, share: ToldParts): ClusterNode {
  const { uid, isCordoned, single, replicas } = told;
  const mode = told.mode === 'carve' ? 'carve' : 'static';
  const pods = told.pods.map(share.pod);
  const keys = new Map(pods.map(({ key }) => [key, key]));
  const gpus = told.gpus.map((gpu) => gpuFrom(gpu, share, (key) => keys.get(key) ?? key));
  const { migGpus, shape, holdings } = occupy({ gpus, pods, mode, single, replicas });
  return {
    name: told.name,
    uid,
    labels: share.labels(told.labels),
    taints: share.taints(told.taints),
    isCordoned,
    mode,
    gpus,
    migGpus,
    shape,
    likeness: share.text(told.likeness),
    holdings,
    single,
    resourceNames: share.resourceNames(told.resourceNames),
    allocatable: share.resources(told.allocatable),
    pods,
    nominated: told.nominated.map(share.pod),
    namedPods: [],
    problems: [],
  };
}

/** @param own The same key, as the pod of the node has it. */
function gpuFrom(told: ToldGpu, share: ToldParts, own: (key: string) => string): Gpu {
  const product = share.text(told.product);
  const { index, uuid } = told;
  switch (told.kind) {
    case 'whole':
      return { kind: 'whole', index, uuid, product };
    case 'unusable':
      return { kind: 'unusable', index, uuid, product, reason: share.text(told.reason) };
    case 'mig': {
      const { holders, placements } = told;
      const model = modelNamed(told.model);
      const instances = placements.map((ordinal): Instance => {
        const placement = model.placements[ordinal];
        if (placement === undefined) throw new Error(`${model.name} has no placement ${ordinal}`);
        const holder = holders.get(ordinal);
        if (holder === undefined || holder.kind === 'idle') return idleInstance(placement);
        const pod = own(holder.pod);
        return { placement, holder: holder.kind === 'pod' ? { kind: 'pod', pod } : { kind: 'stranger', pod } };
      });
      return { kind: 'mig', index, uuid, product, model, source: sourceOf(told), instances };
    }
  }
}

/** One text for all GPUs, and not one for each. */
function sourceOf({ source }: ToldMigGpu): MigGpu['source'] {
  switch (source) {
    case 'annotation':
      return 'annotation';
    case 'mig-parted':
      return 'mig-parted';
    case 'allocatable':
      return 'allocatable';
  }
}

function modelNamed(name: string): GpuModel {
  const model = gpuModels.find((each) => each.name === name);
  if (model === undefined) throw new Error(`there is no GPU model ${name}`);
  return model;
}
