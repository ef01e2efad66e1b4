import { type ComponentChild, h } from 'preact';
import { gainOf, titleOf } from '../recommended.ts';
import type { State } from '../state.ts';

/** The recommendations; a click shows one before and after. */
export function drawRecommendations({ known, selection }: State, show: (id: string) => void): ComponentChild {
  if (known === undefined) return null;
  const { recommendations, undecided } = known.advice ?? { recommendations: [], undecided: [] };
  const hint = known.advice === null ? 'They are being sought …' : 'Nothing is recommended at the moment.';
  const chosen = selection?.kind === 'recommendation' ? selection.id : '';
  return h(
    'section',
    { id: 'recommendations', 'aria-labelledby': 'recommendations-title' },
    h('h2', { id: 'recommendations-title' }, 'Recommendations', h('small', {}, recommendations.length)),
    recommendations.length === 0 && undecided.length === 0 ? h('p', { class: 'hint' }, hint) : null,
    undecided.map((what) => h('p', { class: 'hint', key: what }, what)),
    h(
      'ul',
      { class: 'list' },
      recommendations.map((recommendation) =>
        h(
          'li',
          { key: recommendation.id },
          h(
            'button',
            {
              type: 'button',
              class: 'entry',
              'aria-pressed': chosen === recommendation.id,
              onClick: () => show(recommendation.id),
            },
            h('span', { class: 'pod' }, titleOf(recommendation)),
            h('span', { class: `cause ${recommendation.rung}` }, recommendation.rung),
            h('small', {}, `${recommendation.pool}: ${gainOf(recommendation)}`),
          ),
        ),
      ),
    ),
  );
}
