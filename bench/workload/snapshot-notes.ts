import { isInferred } from '../../src/cluster/gpu.ts';
import { counted } from '../../src/counted.ts';
import type { Mix } from '../scenario.ts';
import type { ObservedPool } from './observed-pools.ts';

/** What was inferred about a pool, as sentences: its load, its mix where that is not simply that of its pods, its fleet. */
export function notesOn(observed: ObservedPool, load: number, mix: Mix | undefined): readonly string[] {
  return [loadNote(observed, load), ...mixNotes(observed, mix), ...fleetNotes(observed)];
}

function loadNote({ pool, gpus, used, pending }: ObservedPool, load: number): string {
  const slices = counted(gpus * pool.model.memorySlices, 'memory slice');
  if (used + pending === 0) return `Load ${load}, which is assumed: nothing is in use or asked for.`;
  const asked = Math.round(pending * 10) / 10;
  return `Load ${load.toFixed(2)}: of ${slices} ${used} are in use, and pending pods ask for ${asked}.`;
}

function mixNotes({ sharesPending }: ObservedPool, mix: Mix | undefined): readonly string[] {
  if (mix === undefined) return ['The mix is "uniform", which is assumed: no pod asks for a profile.'];
  return sharesPending
    ? ['Pending pods that may go to other GPUs, too, are in the mix of each, and in the load by their number of GPUs.']
    : [];
}

function fleetNotes({ pool: { model, nodes, members } }: ObservedPool): readonly string[] {
  const gpus = members.flatMap(({ migGpus }) => migGpus).filter((gpu) => gpu.model === model);
  const inferred = gpus.filter(({ source }) => isInferred(source)).length;
  const isStatic = nodes[0]?.mode === 'static';
  return [
    ...(isStatic && inferred > 0 ? [`Layouts are inferred: those of ${counted(inferred, 'GPU')}.`] : []),
    ...(new Set(nodes.map((node) => node.gpus.length)).size > 1
      ? ['Nodes differ in how many GPUs they have; in the bench all have the commonest number.']
      : []),
    ...(nodes.some(({ shared }) => shared.size > 0) ? ['Pods that share an instance have one each in the bench.'] : []),
  ];
}
