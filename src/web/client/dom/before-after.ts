import { type ComponentChild, h } from 'preact';
import { afterSteps } from '../after-steps.ts';
import type { StepSeen } from '../api.ts';
import type { Fleet } from '../fleet.ts';
import { drawStrip } from './strip.ts';

/** GPUs that are drawn; a repartition of a pool changes hundreds. */
const MOST_GPUS = 12;

/** The GPUs that steps touch, before and after them. */
export function drawBeforeAfter(
  fleet: Fleet,
  steps: readonly StepSeen[],
  goTo: (node: string, index: number) => void,
): ComponentChild {
  if (steps.length === 0) return null;
  const { gpus, misfits } = afterSteps(fleet, steps);
  return [
    misfits.length === 0
      ? null
      : h('p', { class: 'hint', role: 'alert' }, `The cluster has changed since: ${misfits.slice(0, 3).join('; ')}.`),
    gpus
      .slice(0, MOST_GPUS)
      .map(({ before, after }) =>
        h(
          'figure',
          { class: 'change', key: `${before.node} ${before.index}` },
          h(
            'figcaption',
            {},
            h(
              'button',
              { type: 'button', class: 'link', onClick: () => goTo(before.node, before.index) },
              `${before.node} GPU ${before.index}`,
            ),
          ),
          h('div', { class: 'before' }, h('span', {}, 'before'), drawStrip(before)),
          h('div', { class: 'after' }, h('span', {}, 'after'), drawStrip(after)),
        ),
      ),
    gpus.length > MOST_GPUS ? h('p', { class: 'hint' }, `and ${gpus.length - MOST_GPUS} more GPUs`) : null,
    steps.flatMap(undrawn).map((text) => h('p', { class: 'hint', key: text }, text)),
  ];
}

/** Where a pod goes that is not drawn: on a node in static mode it is the kubelet that chooses the instance. */
function undrawn(step: StepSeen): readonly string[] {
  if ((step.kind !== 'restart' && step.kind !== 'start') || step.instances.length > 0) return [];
  const node = step.kind === 'restart' ? step.to : step.node;
  return [`${step.pod} then has an idle instance on ${node}: which, the kubelet chooses.`];
}

/** The steps in words, in their order. */
export function drawSteps(steps: readonly StepSeen[]): ComponentChild {
  if (steps.length === 0) return null;
  return h(
    'ol',
    { class: 'steps' },
    steps.map((step, index) => h('li', { key: index }, textOf(step))),
  );
}

function textOf(step: StepSeen): string {
  switch (step.kind) {
    case 'delete':
    case 'create':
      return `${step.node}, GPU ${step.gpu}: ${step.kind} ${step.instances.join(' ')}`;
    case 'restart':
      return `restart ${step.pod}: ${step.from} to ${step.to}`;
    case 'stop':
      return `stop ${step.pod} on ${step.node}`;
    case 'start':
      return `start ${step.pod} on ${step.node}`;
  }
}
