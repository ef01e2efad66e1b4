import { createHash } from 'node:crypto';
import type { Rater } from '../../solver/placement/rater.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import { isInferred } from '../cluster/gpu.ts';
import type { Pod } from '../cluster/pod.ts';
import type { NodeShapes } from './apply-steps.ts';
import { headroomGain } from './gain.ts';
import type { NamedPool } from './pools.ts';
import type { GpuChange, PodMove, Proof, Recommendation, RollingBatch, Rung, Trigger } from './recommendation.ts';
import { placeableOn } from './stuck-pods.ts';
import type { WayStep } from './way-out.ts';

/** What every recommendation of one run rests on. */
export interface Grounds {
  readonly cluster: Cluster;
  readonly rater: Rater;
  /** Pods that wait and that no node has room for, most urgent first. */
  readonly stuck: readonly Pod[];
  /** When the state was current, RFC 3339; null for a snapshot. */
  readonly at: string | null;
}

/** A change that has been found, before it is told what it gains. */
export interface FoundChange {
  readonly rung: Rung;
  readonly trigger: Trigger;
  readonly pool: NamedPool;
  readonly steps: readonly WayStep[];
  readonly batches: readonly RollingBatch[];
  /** The nodes that it changes, as they are then. */
  readonly shapes: NodeShapes;
  readonly proof: Proof;
  /** Changes of nodes that are drained, which no step tells of. */
  readonly changes?: readonly GpuChange[];
}

/** Makes a complete recommendation of a change. */
export function assemble(grounds: Grounds, found: FoundChange): Recommendation {
  const { cluster, rater, stuck, at } = grounds;
  const { rung, trigger, pool, steps, batches, shapes, proof } = found;
  const changes = found.changes ?? changesIn(cluster, steps);
  const moves = [...movesIn(steps), ...batches.flatMap((batch) => batch.moves)];
  const gpus = changes.flatMap(
    ({ node, gpu }) => findNode(cluster, node)?.migGpus.find(({ index }) => index === gpu) ?? [],
  );
  return {
    id: idOf({ rung, pool: pool.name, changes, moves }),
    rung,
    trigger,
    pool: pool.name,
    changes,
    moves,
    steps,
    batches,
    gain: {
      profiles: headroomGain(pool, shapes, rater),
      placeable: placeableOn(cluster, { shapes, moves }, stuck, rater).map(({ key }) => key),
    },
    disruption: {
      podsRestarted: new Set(moves.map(({ pod }) => pod)).size,
      slicesOffline: slicesOffline(cluster, found, changes),
    },
    proof,
    basis: { at, isInferred: gpus.some(({ source }) => isInferred(source)) },
  };
}

/** Equal for recommendations that say the same. */
function idOf(said: object): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 12);
}

/** What steps do to each GPU, in the order in which the first step touches it. */
function changesIn(cluster: Cluster, steps: readonly WayStep[]): readonly GpuChange[] {
  const changes = new Map<string, { node: string; gpu: number; delete: string[]; create: string[] }>();
  for (const step of steps) {
    if (step.kind !== 'delete' && step.kind !== 'create') continue;
    const { node, gpu } = step;
    const key = `${gpu} ${node}`;
    const change = changes.get(key) ?? { node, gpu, delete: [], create: [] };
    change[step.kind].push(...step.instances);
    changes.set(key, change);
  }
  return [...changes.values()].map((change) => ({ ...change, ...uuidOf(cluster, change) }));
}

/** The UUID of a GPU, where it is known. */
export function uuidOf(cluster: Cluster, { node, gpu }: Pick<GpuChange, 'node' | 'gpu'>): Pick<GpuChange, 'uuid'> {
  const uuid = findNode(cluster, node)?.gpus.find(({ index }) => index === gpu)?.uuid;
  return uuid === undefined ? {} : { uuid };
}

function movesIn(steps: readonly WayStep[]): readonly PodMove[] {
  const leaving = new Map<string, string>();
  return steps.flatMap((step): readonly PodMove[] => {
    if (step.kind === 'restart') return [{ pod: step.pod, from: step.from, to: step.to }];
    if (step.kind === 'stop') leaving.set(step.pod, step.node);
    if (step.kind !== 'start') return [];
    return [{ pod: step.pod, from: leaving.get(step.pod) ?? step.node, to: step.node }];
  });
}

/** Slices of instances that are destroyed; of whole GPUs where nodes are drained. Each GPU counts by its own model. */
function slicesOffline(cluster: Cluster, { pool, batches }: FoundChange, changes: readonly GpuChange[]): number {
  return changes.reduce((sum, change) => {
    const gpu = findNode(cluster, change.node)?.migGpus.find(({ index }) => index === change.gpu);
    const { memorySlices, profiles } = gpu?.model ?? pool.model;
    if (batches.length > 0) return sum + memorySlices;
    const destroyed = change.delete.map((instance) => instance.replace(/@\d+$/, ''));
    return destroyed.reduce((total, name) => total + (profiles.find((each) => each.name === name)?.memory ?? 0), sum);
  }, 0);
}
