import { type ComponentChild, h } from 'preact';
import type { RecommendationSeen } from '../api.ts';
import type { Fleet } from '../fleet.ts';
import { stepsOf, titleOf } from '../recommended.ts';
import { drawBeforeAfter, drawSteps } from './before-after.ts';

/** A recommendation: what it gains and costs, and its GPUs before and after. */
export function drawRecommendation(
  recommendation: RecommendationSeen,
  fleet: Fleet,
  { goTo }: { goTo(node: string, index: number): void },
): ComponentChild {
  const { rung, pool, disruption, gain, basis } = recommendation;
  return [
    h('p', { class: 'facts' }, `pool ${pool}; ${triggerOf(recommendation)}`),
    h('p', { class: 'verdict' }, h('span', { class: `cause ${rung}` }, rung), titleOf(recommendation)),
    h(
      'p',
      {},
      `${disruption.podsRestarted === 0 ? 'No pod is disturbed' : `Pods restarted: ${disruption.podsRestarted}`}; memory slices offline meanwhile: ${disruption.slicesOffline}.`,
    ),
    gain.placeable.length === 0 ? null : h('p', {}, `Then there is a place for ${gain.placeable.join(', ')}.`),
    h('h3', {}, 'Before and after'),
    drawBeforeAfter(fleet, stepsOf(recommendation), goTo),
    h('h3', {}, 'Headroom'),
    drawGain(recommendation),
    h('h3', {}, 'Steps'),
    drawSteps(recommendation.steps),
    recommendation.batches.map(({ nodes, moves }, index) =>
      h(
        'p',
        { key: index },
        `Batch ${index + 1}: drain ${nodes.join(', ')}; ${moves.map(({ pod, to }) => `${pod} to ${to}`).join(', ') || 'no pod moves'}`,
      ),
    ),
    h(
      'p',
      { class: 'facts' },
      proofOf(recommendation),
      basis.isInferred ? ' Rests on layouts that are deduced, not reported.' : '',
    ),
  ];
}

function proofOf({ trigger, proof }: RecommendationSeen): string {
  const isProved = proof.status === 'optimal';
  if (trigger.kind === 'pending') return isProved ? 'Proved: no other way is cheaper.' : 'A cheaper way may exist.';
  return isProved
    ? 'Proved: no other change gains more.'
    : `Worth ${round(proof.objective)}, and no change is worth more than ${round(proof.bound)}.`;
}

function triggerOf({ trigger }: RecommendationSeen): string {
  switch (trigger.kind) {
    case 'fragmentation':
      return `fragmentation is ${round(trigger.index)}, above ${round(trigger.threshold)}`;
    case 'pending':
      return `${trigger.pod} waits`;
    case 'asked':
      return 'somebody asked';
  }
}

function drawGain({ gain: { profiles } }: RecommendationSeen): ComponentChild {
  const cell = ([before, after]: readonly [number, number]): ComponentChild =>
    h(
      'td',
      { class: after > before ? 'gained' : after < before ? 'stranded' : undefined },
      before === after ? before : `${before} → ${after}`,
    );
  return h(
    'table',
    { class: 'ladder' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ['more of', 'as shaped', 'reshaped', 'repacked'].map((title) => h('th', { scope: 'col', key: title }, title)),
      ),
    ),
    h(
      'tbody',
      {},
      profiles.map(({ profile, asShaped, reshaped, repacked }) =>
        h('tr', { key: profile }, h('th', { scope: 'row' }, profile), cell(asShaped), cell(reshaped), cell(repacked)),
      ),
    ),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
