import type { z } from 'zod';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { asksOf } from '../advisor/explain.ts';
import { poolsOf } from '../advisor/pools.ts';
import { segmentsOf } from '../advisor/slice-map-segments.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import { type Gpu, isInferred } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';
import { type PoolOptions, poolName } from '../cluster/pool-name.ts';
import type { StateSource } from '../cluster/state-source.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import type { Steps } from '../sliced.ts';
import type { stateNodeSchema, stateSchema, waitingSchema } from './state-schema.ts';
import { versionOf } from './state-version.ts';

type State = z.input<typeof stateSchema>;
type StateNode = z.input<typeof stateNodeSchema>;

/** Nodes that are written in one step. */
const STEP = 20;

/** The state as JSON text, made in steps: at 5,000 nodes it is some megabytes. */
export function* stateSteps(cluster: Cluster, source: StateSource, options: PoolOptions): Steps<string> {
  const pools = poolsOf(cluster, options);
  const waiting = yield* waitingSteps(cluster);
  const head: Omit<State, 'nodes'> = {
    version: versionOf(cluster),
    origin: source.origin,
    ageSeconds: Math.round((source.ageSeconds() ?? 0) * 10) / 10,
    obstacle: source.obstacle() ?? null,
    pools: pools.map(({ name, model }) => ({ name, model: model.name })),
    models: [...new Set(pools.map(({ model }) => model))].map(viewModel),
    waiting: waiting.map(viewWaiting),
    problems: allProblems(cluster),
  };
  let nodes = '';
  for (const [index, node] of cluster.nodes.entries()) {
    if (index % STEP === 0) yield;
    if (node.gpus.length > 0) nodes += `${nodes === '' ? '' : ','}${JSON.stringify(viewNode(node, options))}`;
  }
  return `${JSON.stringify(head).slice(0, -1)},"nodes":[${nodes}]}`;
}

function viewModel({ name, computeSlices, memorySlices, profiles }: GpuModel): State['models'][number] {
  return {
    name,
    computeSlices,
    memorySlices,
    profiles: profiles.map(({ name, compute, memory, starts }) => ({ name, compute, memory, starts })),
  };
}

function viewNode(node: ClusterNode, options: PoolOptions): StateNode {
  const { name, mode, isCordoned, gpus } = node;
  return {
    name,
    mode,
    ...(isCordoned ? { cordoned: true } : {}),
    gpus: gpus.map((gpu) => viewGpu(gpu, node, options)),
  };
}

function viewGpu(gpu: Gpu, node: ClusterNode, options: PoolOptions): StateNode['gpus'][number] {
  const identity = { index: gpu.index, ...(gpu.uuid === undefined ? {} : { uuid: gpu.uuid }) };
  if (gpu.kind !== 'mig') {
    return { ...identity, product: gpu.product, ...(gpu.kind === 'unusable' ? { reason: gpu.reason } : {}) };
  }
  const instances = segmentsOf(gpu, node).flatMap(({ start, label, use, pod }) =>
    use === 'none' ? [] : [{ at: `${label}@${start}`, use, ...(pod === undefined ? {} : { pod }) }],
  );
  return {
    ...identity,
    pool: poolName(node, gpu.model, options),
    ...(isInferred(gpu.source) ? { inferred: true } : {}),
    instances,
  };
}

function viewWaiting(pod: Pod): z.input<typeof waitingSchema> {
  const { key, priority, createdAt } = pod;
  return { pod: key, asks: asksOf(pod), priority, since: createdAt === 0 ? null : new Date(createdAt).toISOString() };
}
