import type { RecommendationSeen, StepSeen } from './api.ts';
import { counted } from './counted.ts';

/**
 * A recommendation's steps. A repartition has none of its own: its pods leave first, to places that are found when their
 * batch's turn comes, and then its GPUs are cut anew.
 */
export function stepsOf({ steps, moves, batches, changes }: RecommendationSeen): readonly StepSeen[] {
  if (steps.length > 0) return steps;
  const leaving = [...moves, ...batches.flatMap((batch) => batch.moves)];
  const pods = new Map(leaving.map(({ pod, from }) => [pod, from]));
  return [
    ...[...pods].map(([pod, node]): StepSeen => ({ kind: 'stop', pod, node })),
    ...changes.flatMap(({ node, gpu, delete: gone, create }): StepSeen[] => [
      { kind: 'delete', node, gpu, instances: gone },
      { kind: 'create', node, gpu, instances: create },
    ]),
  ];
}

/** A recommendation in a line: `recut 2 GPUs, restart 1 pod`. */
export function titleOf({ changes, moves, batches }: RecommendationSeen): string {
  const restarted = new Set([...moves, ...batches.flatMap((batch) => batch.moves)].map(({ pod }) => pod)).size;
  const gpus = new Set(changes.map(({ node, gpu }) => `${node} ${gpu}`)).size;
  const parts = [
    ...(gpus > 0 ? [`recut ${counted(gpus, 'GPU')}`] : []),
    ...(restarted > 0 ? [`restart ${counted(restarted, 'pod')}`] : []),
  ];
  return parts.join(', ') || 'nothing to do';
}
