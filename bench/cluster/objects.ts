import type { GpuModel, ProfileName } from '../../solver/model/gpu-model.ts';
import { resourceOf } from '../../solver/model/profile-name.ts';
import { nodeLabels } from '../../src/testing/node-labels.ts';
import type { Random } from './random.ts';

/** A GPU as the annotation `slicewise.dev/gpus` lists it. */
export interface AnnotatedGpu {
  readonly index: number;
  readonly uuid: string;
  readonly product: string;
  readonly mig: boolean;
  readonly instances: readonly { readonly profile: ProfileName; readonly start: number; readonly pod?: string }[];
}

/** A node to make. */
export interface NodeOptions {
  readonly name: string;
  readonly model: GpuModel;
  readonly isCarve: boolean;
  /** Without the annotation only labels and advertised counts tell of the GPUs. */
  readonly isAnnotated: boolean;
  readonly gpus: readonly AnnotatedGpu[];
}

const NAMESPACES = ['team-a', 'team-b', 'research', 'inference'];
const OWNERS = ['ReplicaSet', 'ReplicaSet', 'StatefulSet', 'Job'];
const NEWEST_MS = Date.UTC(2026, 10, 20, 12);
const WEEK_MINUTES = 7 * 24 * 60;

/** A Node object with the labels, the annotation and the counts that its GPUs call for. */
export function nodeObject({ name, model, isCarve, isAnnotated, gpus }: NodeOptions): object {
  const advertised = new Map<string, number>();
  for (const { profile } of gpus.flatMap(({ instances }) => instances)) {
    const resource = resourceOf(profile);
    advertised.set(resource, (advertised.get(resource) ?? 0) + 1);
  }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: nodeLabels({ name, product: model.products[0], gpus: gpus.length, isCarve }),
      ...(isAnnotated ? { annotations: { 'slicewise.dev/gpus': JSON.stringify({ v: 1, gpus }) } } : {}),
    },
    status: {
      allocatable: {
        cpu: '128',
        memory: '1024Gi',
        pods: '250',
        ...Object.fromEntries([...advertised].map(([resource, count]) => [resource, String(count)])),
      },
    },
  };
}

/** A Pod object that asks for one instance, bound to `node` or waiting; and its `namespace/name`. */
export function podObject(
  index: number,
  resource: string,
  node: string | undefined,
  random: Random,
): { readonly object: object; readonly key: string } {
  const namespace = random.pick(NAMESPACES);
  const owner = random.pick(OWNERS);
  const name = `${owner.toLowerCase()}-${String(index).padStart(6, '0')}`;
  const minutesAgo = random.below(node === undefined ? 60 : WEEK_MINUTES);
  const amounts = { cpu: '1', memory: '4Gi', [resource]: '1' };
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      creationTimestamp: new Date(NEWEST_MS - minutesAgo * 60_000).toISOString().replace('.000Z', 'Z'),
      ownerReferences: [{ apiVersion: 'apps/v1', kind: owner, name: `owner-${index % 97}`, controller: true }],
    },
    spec: {
      ...(node === undefined ? {} : { nodeName: node }),
      priority: random.below(3) * 100,
      containers: [{ name: 'main', resources: { requests: amounts, limits: { [resource]: '1' } } }],
    },
    status: { phase: node === undefined ? 'Pending' : 'Running' },
  };
  return { object, key: `${namespace}/${name}` };
}
