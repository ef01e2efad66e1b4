import type { GpuModel, Profile } from '../../../solver/model/gpu-model.ts';
import { BadInput } from '../../../src/bad-input.ts';
import { counted } from '../../../src/counted.ts';
import { writtenProfile } from '../written-profile.ts';
import { fractionMapping } from './gpu-fraction.ts';
import type { TracedPod, TracedPods } from './traced-pod.ts';

/** Requests of a trace as columns, in order of arrival, and what was assumed to make them. */
export interface TraceRequests {
  /** Hours after the first arrival. */
  readonly at: readonly number[];
  /** Hours. */
  readonly lifetime: readonly number[];
  readonly profile: readonly string[];
  /** Number of the pod that each request is of. */
  readonly pod: readonly number[];
  readonly notes: readonly string[];
}

/** On which GPUs a trace is replayed, and on which it was taken. */
export interface TraceGpus {
  readonly model: GpuModel;
  /** Memory of the GPUs that the trace shares out; without, shares are shares of a GPU of the model. */
  readonly gpuGB?: number | undefined;
}

/**
 * Makes requests for single instances of a model. A pod with several GPUs makes as many requests for a whole one of the trace's, which
 * come together and leave together, though each is placed for itself. A pod that never ends stays until the last time in
 * the trace. Times count from the first arrival.
 *
 * @param file Name for messages.
 * @throws BadInput where the model lacks a profile, where no pod asks for a GPU, or where the memory of the trace's GPUs is given
 * and no pod asks for a share of them.
 */
export function traceRequests({ pods, notes }: TracedPods, { model, gpuGB }: TraceGpus, file: string): TraceRequests {
  if (gpuGB !== undefined && pods.every(({ ask }) => ask.kind === 'profile')) {
    throw new BadInput(`${file}: asks for profiles and not for shares of GPUs, so --trace-gpu-memory has no use`);
  }
  const mapping = fractionMapping(model, gpuGB);
  const profilesOf = ({ ask, line }: TracedPod): readonly Profile[] => {
    if (ask.kind === 'fraction') return [mapping.profileFor(ask.fraction)];
    if (ask.kind === 'whole') return Array.from({ length: ask.gpus }, () => mapping.profileFor(1));
    const profile = writtenProfile(model, ask.name);
    if (!profile.ok) throw new BadInput(`${file}, line ${line}, column profile: ${profile.error}`);
    return [profile.value];
  };

  const inOrder = pods.toSorted((a, b) => a.arrival - b.arrival);
  const start = inOrder[0]?.arrival;
  if (start === undefined) throw new BadInput(`${file}: no pod asks for a GPU`);
  const end = inOrder.reduce((last, { arrival, lifetime = 0 }) => Math.max(last, arrival + lifetime), start);
  const requests = inOrder.flatMap((pod, number) =>
    profilesOf(pod).map(({ name }) => ({
      at: pod.arrival - start,
      lifetime: pod.lifetime ?? end - pod.arrival,
      profile: name,
      pod: number,
    })),
  );
  return {
    at: requests.map(({ at }) => at),
    lifetime: requests.map(({ lifetime }) => lifetime),
    profile: requests.map(({ profile }) => profile),
    pod: requests.map(({ pod }) => pod),
    notes: [...notes, ...assumptions(pods, mapping.statement)],
  };
}

function assumptions(pods: readonly TracedPod[], mapping: string): readonly string[] {
  const endless = pods.filter(({ lifetime }) => lifetime === undefined).length;
  const wholes = pods.flatMap(({ ask }) => (ask.kind === 'whole' ? [ask.gpus] : []));
  const gpus = wholes.reduce((sum, count) => sum + count, 0);
  return [
    ...(endless === 0
      ? []
      : [`Without an end, and taken to stay until the last time in the trace: ${counted(endless, 'pod')}.`]),
    ...(gpus === 0
      ? []
      : [`With several GPUs: ${counted(wholes.length, 'pod')}, taken as ${gpus} requests for one GPU each.`]),
    ...(pods.some(({ ask }) => ask.kind !== 'profile') ? [mapping] : []),
  ];
}
