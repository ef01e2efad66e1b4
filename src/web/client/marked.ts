import { afterSteps } from './after-steps.ts';
import type { StepSeen } from './api.ts';
import { gpusOfPod } from './fleet.ts';
import { stepsOf } from './recommended.ts';
import type { State } from './state.ts';

/** The GPUs that what is selected is about, as `node index`. */
export function markedBy({ known, selection }: State): ReadonlySet<string> {
  if (known === undefined || selection === undefined) return new Set();
  const touched = (steps: readonly StepSeen[]): ReadonlySet<string> =>
    new Set(afterSteps(known.fleet, steps).gpus.map(({ before: { node, index } }) => `${node} ${index}`));
  switch (selection.kind) {
    case 'gpu':
      return new Set([`${selection.node} ${selection.index}`]);
    case 'pod': {
      const { answer, pod } = selection;
      const held = gpusOfPod(known.fleet, pod).map(({ node, index }) => `${node} ${index}`);
      const changed = typeof answer === 'object' && 'way' in answer ? touched(answer.way?.steps ?? []) : [];
      return new Set([...held, ...changed]);
    }
    case 'recommendation': {
      const found = known.advice?.recommendations.find(({ id }) => id === selection.id);
      return found === undefined ? new Set() : touched(stepsOf(found));
    }
  }
}
