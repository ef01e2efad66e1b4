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

/** What a recommendation gives, in a line: pods, and headroom on the first rung on which there is more of it. */
export function gainOf({ gain: { placeable, profiles } }: RecommendationSeen): string {
  const more = (rung: 'asShaped' | 'reshaped' | 'repacked'): readonly string[] =>
    profiles
      .map(({ profile, [rung]: [before, after] }) => ({ profile, count: after - before }))
      .filter(({ count }) => count > 0)
      .map(({ profile, count }) => `+${count} ${profile}`);
  const ready = more('asShaped');
  const recut = ready.length > 0 ? [] : more('reshaped');
  const parts = [
    ...(placeable.length === 0
      ? []
      : [`${counted(placeable.length, 'waiting pod')} ${placeable.length === 1 ? 'fits' : 'fit'}`]),
    ...ready,
    ...(recut.length === 0 ? [] : [`${recut.join(', ')} once recut`]),
  ];
  return parts.join(', ') || 'no more headroom for certain';
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
