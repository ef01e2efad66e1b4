import type { StepSeen } from './api.ts';
import { type Fleet, findGpu, gpusOfPod, type MigGpu } from './fleet.ts';
import { lookOf, type Segment, segmentsOf } from './look.ts';

/** One GPU before and after. */
export interface Changed {
  readonly before: MigGpu;
  readonly after: MigGpu;
}

/** What steps make of the GPUs that they touch, and which of them the present state does not allow. */
export interface Outcome {
  /** By node and index. */
  readonly gpus: readonly Changed[];
  readonly misfits: readonly string[];
}

/** Instances of one GPU, on which steps are tried; each has its pod's name. */
interface Trial {
  readonly gpu: MigGpu;
  held: readonly (Segment & { readonly pod: string | undefined })[];
}

/** Does steps one after the other to GPUs as they are now. */
export function afterSteps(fleet: Fleet, steps: readonly StepSeen[]): Outcome {
  const trials = new Map<string, Trial>();
  const misfits: string[] = [];
  const trialOf = (node: string, index: number): Trial | undefined => {
    const key = `${node} ${index}`;
    const gpu = findGpu(fleet, node, index);
    if (gpu?.kind !== 'mig') misfits.push(`there is no GPU ${index} in MIG mode on ${node}`);
    else if (!trials.has(key)) trials.set(key, { gpu, held: instancesOf(gpu) });
    return trials.get(key);
  };
  const release = (pod: string): void => {
    for (const { node, index } of gpusOfPod(fleet, pod)) {
      const trial = trialOf(node, index);
      if (trial !== undefined) trial.held = trial.held.map((each) => (each.pod === pod ? idle(each) : each));
    }
  };
  const occupy = (
    node: string,
    pod: string,
    places: readonly { readonly gpu: number; readonly instance: string }[],
  ) => {
    for (const { gpu, instance } of places) {
      const trial = trialOf(node, gpu);
      const found = trial?.held.find((each) => nameOf(each) === instance && each.use !== 'used');
      if (trial === undefined || found === undefined) misfits.push(`${node} has no idle ${instance} on GPU ${gpu}`);
      else trial.held = trial.held.map((each) => (each === found ? { ...each, use: 'used', podAt: 0, pod } : each));
    }
  };
  for (const step of steps) {
    switch (step.kind) {
      case 'delete':
      case 'create': {
        const trial = trialOf(step.node, step.gpu);
        if (trial === undefined) break;
        for (const instance of step.instances) {
          const why = step.kind === 'delete' ? destroy(trial, instance) : create(trial, instance);
          if (why !== undefined) misfits.push(why);
        }
        break;
      }
      case 'stop':
        release(step.pod);
        break;
      case 'start':
        occupy(step.node, step.pod, step.instances);
        break;
      case 'restart':
        release(step.pod);
        occupy(step.to, step.pod, step.instances);
        break;
    }
  }
  const gpus = [...trials.values()].map(({ gpu, held }) => ({ before: gpu, after: settled(gpu, held) }));
  return { gpus: gpus.sort((a, b) => compare(a.before, b.before)), misfits };
}

function instancesOf({ model, look, pods }: MigGpu): Trial['held'] {
  return segmentsOf(model, look)
    .filter(({ profile }) => profile !== undefined)
    .map((segment) => ({ ...segment, pod: pods[segment.podAt] }));
}

function destroy(trial: Trial, instance: string): string | undefined {
  const found = trial.held.find((each) => nameOf(each) === instance);
  if (found === undefined) return `GPU ${trial.gpu.index} of ${trial.gpu.node} has no ${instance}`;
  trial.held = trial.held.filter((each) => each !== found);
  return found.use === 'used' ? `${instance} on GPU ${trial.gpu.index} of ${trial.gpu.node} is in use` : undefined;
}

function create(trial: Trial, instance: string): string | undefined {
  const { gpu, held } = trial;
  const [name, at] = instance.split('@');
  const profile = gpu.model.profiles.find((each) => each.name === name);
  const start = Number(at);
  if (profile === undefined) return `${gpu.model.name} has no profile ${name}`;
  const isFree = held.every((each) => each.start + each.length <= start || start + profile.memory <= each.start);
  if (!isFree) return `there is no room for ${instance} on GPU ${gpu.index} of ${gpu.node}`;
  trial.held = [...held, { profile, start, length: profile.memory, use: 'idle', podAt: -1, pod: undefined }];
  return undefined;
}

function settled(gpu: MigGpu, held: Trial['held']): MigGpu {
  const ordered = held.toSorted((a, b) => a.start - b.start);
  return {
    ...gpu,
    look: lookOf(gpu.model, ordered),
    pods: ordered.flatMap(({ podAt, pod }) => (podAt >= 0 ? (pod ?? '') : [])),
  };
}

function idle(segment: Trial['held'][number]): Trial['held'][number] {
  return { ...segment, use: 'idle', podAt: -1, pod: undefined };
}

function nameOf({ profile, start }: Segment): string {
  return `${profile?.name}@${start}`;
}

function compare(a: MigGpu, b: MigGpu): number {
  return a.node === b.node ? a.index - b.index : a.node < b.node ? -1 : 1;
}
