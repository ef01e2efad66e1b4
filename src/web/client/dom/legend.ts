import { type ComponentChild, h } from 'preact';

/** The ways a window can look, each with its meaning. */
export function drawLegend(): ComponentChild {
  return h(
    'ul',
    {},
    h(
      'li',
      {},
      ['s', 'm', 'l', 'xl'].map((shade) => h('i', { class: `swatch used ${shade}`, key: shade })),
      'used',
    ),
    h('li', {}, h('i', { class: 'swatch idle' }), 'idle'),
    h('li', {}, h('i', { class: 'swatch maybe' }), 'used or idle, not known'),
    h('li', {}, h('i', { class: 'swatch none' }), 'no instance'),
    h('li', {}, h('i', { class: 'swatch shape' }), 'stranded by shape,'),
    h('li', {}, h('i', { class: 'swatch placement' }), 'by placement'),
  );
}
