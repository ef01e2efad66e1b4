import { readFileSync } from 'node:fs';
import { noDemand } from '../../solver/placement/demand.ts';
import { phi } from '../../solver/placement/phi.ts';
import { createRater, type Rater } from '../../solver/placement/rater.ts';
import { buildCluster } from '../cluster/build-cluster.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { podSchema } from '../cluster/objects.ts';
import { type Pod, readPod } from '../cluster/pod.ts';
import { parseSnapshot } from '../cluster/snapshot.ts';

/** Builders that let a test say a node, a pod or a cluster in a line or two. They throw over what does not exist. */

type Quantities = Readonly<Record<string, string>>;

/** What is special about a node. By default it has one A100-40GB, of which nothing is known. */
export interface NodeText {
  readonly product?: string;
  readonly count?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly allocatable?: Quantities;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly cordoned?: boolean;
  /** One text per GPU: `2g.10gb@0=team/pod 3g.20gb@4`; or the annotation itself. */
  readonly gpus?: readonly string[] | string;
}

/** A Node object as kubectl prints it. */
export function nodeObject(name: string, more: NodeText = {}): object {
  const product = more.product ?? 'NVIDIA-A100-SXM4-40GB';
  const gpus = typeof more.gpus === 'string' ? more.gpus : more.gpus && annotationOf(name, product, more.gpus);
  return {
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'nvidia.com/gpu.product': product,
        'nvidia.com/gpu.count': String(more.count ?? (Array.isArray(more.gpus) ? more.gpus.length : 1)),
        ...more.labels,
      },
      ...(gpus === undefined ? {} : { annotations: { 'slicewise.dev/gpus': gpus } }),
    },
    spec: { taints: more.taints ?? [], unschedulable: more.cordoned ?? false },
    status: { allocatable: more.allocatable ?? {} },
  };
}

/** The annotation `slicewise.dev/gpus`: one text per GPU, `2g.10gb@0=team/pod 3g.20gb@4`. */
export function annotationOf(name: string, product: string, texts: readonly string[]): string {
  const gpus = texts.map((text, index) => ({
    index,
    uuid: `GPU-${name}-${index}`,
    product,
    instances: text
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => {
        const [placement = '', pod] = word.split('=');
        const [profile, start] = placement.split('@');
        return { profile, start: Number(start), ...(pod === undefined ? {} : { pod }) };
      }),
  }));
  return JSON.stringify({ v: 1, gpus });
}

/** What is special about a pod. By default it is pending, movable by nobody and of priority 0. */
export interface PodText {
  readonly on?: string;
  readonly nominated?: string;
  readonly phase?: string;
  readonly priority?: number;
  readonly preemptionPolicy?: string;
  readonly owner?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly created?: string;
  /** Terminating. */
  readonly deleted?: string;
  readonly requests?: Quantities;
  readonly spec?: object;
}

/** Resources as tests write them: `1g.5gb`, `2 x 1g.5gb`, `1g.5gb, 2g.10gb`, or with a slash in their name. */
export function resourcesOf(asks: string): Quantities {
  if (asks === '') return {};
  const amounts = asks.split(', ').map((part) => {
    const [, count = '1', what = part] = /^(\d+) x (.+)$/.exec(part) ?? [];
    return [what.includes('/') ? what : `nvidia.com/mig-${what.replace('+', '.')}`, count];
  });
  return Object.fromEntries(amounts);
}

/** A pod that asks for `asks`: `1g.5gb`, `2 x 1g.5gb`, `1g.5gb, 2g.10gb`, or resources with a slash in their name. */
export function podObject(key: string, asks: string, more: PodText = {}): object {
  const [namespace, name] = key.split('/');
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: more.uid ?? `uid-${name}`,
      labels: more.labels ?? {},
      annotations: more.annotations ?? {},
      creationTimestamp: more.created ?? '2026-11-20T08:00:00Z',
      ...(more.deleted === undefined ? {} : { deletionTimestamp: more.deleted }),
      ownerReferences: more.owner === undefined ? [] : [{ kind: more.owner, name: 'owner', controller: true }],
    },
    spec: {
      ...(more.on === undefined ? {} : { nodeName: more.on }),
      priority: more.priority ?? 0,
      ...(more.preemptionPolicy === undefined ? {} : { preemptionPolicy: more.preemptionPolicy }),
      containers: [{ name: 'main', resources: { requests: { ...more.requests, ...resourcesOf(asks) } } }],
      ...more.spec,
    },
    status: {
      phase: more.phase ?? (more.on === undefined ? 'Pending' : 'Running'),
      ...(more.nominated === undefined ? {} : { nominatedNodeName: more.nominated }),
    },
  };
}

/** The cluster that these objects make. */
export function clusterOf(...items: readonly object[]): Cluster {
  return buildCluster(parseSnapshot(JSON.stringify({ kind: 'List', items }), 'test'));
}

/** The cluster of a fixture, by the name of its file. */
export function clusterFrom(file: string): Cluster {
  return buildCluster(parseSnapshot(readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8'), file));
}

/** The node of that name. */
export function nodeIn(cluster: Cluster, name: string): ClusterNode {
  const node = findNode(cluster, name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return node;
}

/** The pod `namespace/name`. */
export function podIn(cluster: Cluster, key: string): Pod {
  const pod = cluster.pods.get(key);
  if (pod === undefined) throw new Error(`no pod ${key}`);
  return pod;
}

/** The pod that `podObject` describes, as it is read. */
export function pod(key: string, asks: string, more: PodText = {}): Pod {
  return readPod(podSchema.parse(podObject(key, asks, more)));
}

/** The default policy with nothing known of the demand. */
export function plainRater(): Rater {
  return createRater({ policy: phi, demand: noDemand });
}
