import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { Gpu } from './gpu.ts';
import type { MigConfigs } from './mig-parted.ts';
import { type NodeGpus, readNodeGpus } from './node-gpus.ts';
import type { NodeObject } from './objects.ts';
import type { Resources } from './pod-requests.ts';
import { parseAmount } from './quantity.ts';

/** Who may change a node's instances: nobody while pods wait (static), or an actuator on the node (carve). */
export type Mode = NodeShape['mode'];

/** What a node's own object says, whatever pods are on it. */
export interface NodeReading extends NodeGpus {
  readonly mode: Mode;
  readonly allocatable: Resources;
  /** Pods that the annotation names as holders, wherever they are: `namespace/name`. */
  readonly namedPods: readonly string[];
}

const MODE = 'slicewise.dev/mode';

/** Reads a node's object. Remembered with the object: pods come and go far more often than the node itself changes. */
export function readNode(object: NodeObject, migConfigs: MigConfigs): NodeReading {
  const known = remembered.get(object);
  if (known?.migConfigs === migConfigs) return known.reading;
  const { labels, annotations } = object.metadata;
  const problems: string[] = [];
  const mode = readMode(labels[MODE], problems);
  const allocatable = readResources(object.status?.allocatable ?? {}, problems);
  const gpus = readNodeGpus({ labels, annotations, allocatable }, migConfigs);
  const reading: NodeReading = {
    ...gpus,
    mode,
    allocatable,
    namedPods: gpus.gpus.flatMap(namedOn),
    problems: [...problems, ...gpus.problems],
  };
  remembered.set(object, { migConfigs, reading });
  return reading;
}

const remembered = new WeakMap<NodeObject, { readonly migConfigs: MigConfigs; readonly reading: NodeReading }>();

function namedOn(gpu: Gpu): readonly string[] {
  if (gpu.kind !== 'mig') return [];
  return gpu.instances.flatMap(({ holder }) => (holder.kind === 'idle' ? [] : [holder.pod]));
}

function readMode(label: string | undefined, problems: string[]): Mode {
  if (label === undefined || label === 'static' || label === 'carve') return label ?? 'static';
  problems.push(`label ${MODE} is "${label}", neither static nor carve; static is assumed`);
  return 'static';
}

function readResources(texts: Readonly<Record<string, string | number>>, problems: string[]): Resources {
  const resources = new Map<string, number>();
  for (const [resource, text] of Object.entries(texts)) {
    const amount = parseAmount(text);
    if (amount.ok) resources.set(resource, amount.value);
    else problems.push(`status.allocatable.${resource}: ${amount.error}`);
  }
  return resources;
}
