import { driverLayout } from '../../solver/layout/driver-layout.ts';
import { EMPTY, layoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import { gpuModels } from '../../solver/model/catalogue.ts';
import type { GpuModel, Placement } from '../../solver/model/gpu-model.ts';
import { resourceOf } from '../../solver/model/profile-name.ts';
import { nodeObject, podObject } from './objects.ts';
import { createRandom, type Random } from './random.ts';

/** What cluster to make. */
export interface GenerateOptions {
  readonly nodes: number;
  readonly gpusPerNode: number;
  /** What node names end in, `.dc1.example.internal` say. */
  readonly domain: string;
  /** The same seed always makes the same cluster. */
  readonly seed: number;
  /** GPU models, in turn from node to node. */
  readonly models: readonly GpuModel[];
  /** Share of nodes whose mode is carve; the others are static. */
  readonly carveShare: number;
  /** Share of static nodes that say which pod holds which instance. Of the others only the counts are known. */
  readonly annotatedShare: number;
  /** Probability that an instance is used. */
  readonly load: number;
  /** Pods that wait. */
  readonly pending: number;
}

/** A busy cluster of A100, H100 and A30 boards, eight to a node: what the benches and the stored cluster are made of. */
export const BUSY_CLUSTER: Omit<GenerateOptions, 'nodes'> = {
  gpusPerNode: 8,
  domain: '',
  seed: 1,
  models: gpuModels.filter(({ name }) => ['A100-40GB', 'H100-80GB', 'A30-24GB'].some((known) => known === name)),
  carveShare: 0.4,
  annotatedShare: 0.5,
  load: 0.75,
  pending: 40,
};

/** A `v1` List as `kubectl get … -o json` prints it, trimmed to what is read. */
export interface GeneratedList {
  readonly apiVersion: 'v1';
  readonly kind: 'List';
  readonly items: readonly object[];
}

/** Geometries that administrators use on static nodes, as memory slices of plain profiles are named by mig-parted. */
const STATIC_MIXES: readonly Readonly<Record<string, number>>[] = [
  { '1g': 7 },
  { '1g': 2, '2g': 1, '3g': 1 },
  { '2g': 3 },
  { '3g': 2 },
  { '1g': 4, '3g': 1 },
  { '1g': 3, '4g': 1 },
];

/**
 * Makes a cluster: static nodes cut alike on all their GPUs, carve nodes cut as pods came and went, and pods that hold
 * the instances or wait. Everything follows from the seed.
 */
export function generateCluster(options: GenerateOptions): GeneratedList {
  const random = createRandom(options.seed);
  const nodes: object[] = [];
  const pods: object[] = [];
  const addPod = (model: GpuModel, placement: Placement | undefined, node: string | undefined): string => {
    const profile = placement?.profile ?? random.pick(model.profiles.filter(({ plain }) => plain));
    const { object, key } = podObject(pods.length, resourceOf(profile.name), node, random);
    pods.push(object);
    return key;
  };

  for (let index = 0; index < options.nodes; index++) {
    const name = nodeName(index, options.domain);
    const model = options.models[index % options.models.length];
    if (model === undefined) break;
    const isCarve = random.chance(options.carveShare);
    const isAnnotated = isCarve || random.chance(options.annotatedShare);
    const mix = random.pick(STATIC_MIXES);
    const gpus = Array.from({ length: options.gpusPerNode }, (_, gpu) => {
      const placements = isCarve ? carvedLayout(model, random) : staticLayout(model, mix);
      const instances = placements.map((placement) => ({
        profile: placement.profile.name,
        start: placement.start,
        ...(random.chance(options.load) ? { pod: addPod(model, placement, name) } : {}),
      }));
      return { index: gpu, uuid: `GPU-${name}-${gpu}`, product: model.products[0] ?? '', mig: true, instances };
    });
    nodes.push(nodeObject({ name, model, isCarve, isAnnotated, gpus }));
  }
  for (let waiting = 0; waiting < options.pending; waiting++) {
    addPod(random.pick(options.models), undefined, undefined);
  }
  return { apiVersion: 'v1', kind: 'List', items: [...nodes, ...pods] };
}

/** Name of the n-th node, counted from 0. */
export function nodeName(index: number, domain: string): string {
  return `gpu-${String(index).padStart(5, '0')}${domain}`;
}

/** The list as text, an object a line, so that versions of a stored cluster can be compared. */
export function formatList({ apiVersion, kind, items }: GeneratedList): string {
  const lines = items.map((item) => JSON.stringify(item)).join(',\n');
  return `{"apiVersion":"${apiVersion}","kind":"${kind}","items":[\n${lines}\n]}\n`;
}

/** A layout as mig-parted makes it; a mix of profiles that the model lacks gives way to as many 1g as there can be. */
function staticLayout(model: GpuModel, mix: Readonly<Record<string, number>>): readonly Placement[] {
  const geometry = model.profiles.map(({ name, plain, ordinal }) => {
    const isSmallest = model.profiles.findIndex((each) => each.name.split('.')[0] === name.split('.')[0]) === ordinal;
    return plain && isSmallest ? (mix[name.split('.')[0] ?? ''] ?? 0) : 0;
  });
  const ones = model.profiles.map(({ ordinal, limit }) => (ordinal === 0 ? limit : 0));
  const wanted = geometry.some((count) => count > 0) ? geometry : ones;
  return driverLayout(layoutTable(model), wanted) ?? driverLayout(layoutTable(model), ones) ?? [];
}

/** How often an instance is created or destroyed on a GPU before the picture is taken. */
const CHURN = 14;

/** A layout as it comes about when instances of random profiles are created and destroyed at random places. */
function carvedLayout(model: GpuModel, random: Random): readonly Placement[] {
  const table = layoutTable(model);
  let instances: readonly Placement[] = [];
  for (let step = 0; step < CHURN; step++) {
    if (instances.length > 0 && random.chance(0.3)) {
      const gone = random.pick(instances);
      instances = instances.filter((placement) => placement !== gone);
      continue;
    }
    const occupancy = occupancyOf(table, instances) ?? EMPTY;
    const profile = random.pick(model.profiles.filter(({ plain }) => plain));
    const free = model.placements.filter(
      (placement) => placement.profile === profile && table.after(occupancy, placement) !== undefined,
    );
    if (free.length > 0) instances = [...instances, random.pick(free)];
  }
  return instances.toSorted((a, b) => a.start - b.start);
}
