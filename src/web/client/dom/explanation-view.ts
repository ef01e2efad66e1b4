import { type ComponentChild, h } from 'preact';
import type { ExplanationSeen } from '../api.ts';
import type { Fleet } from '../fleet.ts';
import { drawBeforeAfter, drawSteps } from './before-after.ts';

/** Nodes that are listed; the cheapest come first. */
const MOST_NODES = 20;

/** Why a pod waits and the cheapest way out, on the GPUs that it changes. */
export function drawExplanation(
  { asks, cause, message, way, nodes, quotas, notes }: ExplanationSeen,
  fleet: Fleet,
  { goTo }: { goTo(node: string, index: number): void },
): ComponentChild {
  return [
    h('p', { class: 'facts' }, `asks for ${asks.join(', ') || 'no GPU'}`),
    h('p', { class: 'verdict' }, h('span', { class: `cause ${cause}` }, cause), message),
    way === null
      ? null
      : [
          h('h3', {}, 'Cheapest way out'),
          h('p', {}, way.text),
          drawBeforeAfter(fleet, way.steps, goTo),
          way.steps.length > 1 ? drawSteps(way.steps) : null,
        ],
    quotas.length === 0 ? null : h('h3', {}, 'Quotas'),
    quotas.map(({ name, resource, used, hard }) =>
      h('p', { key: name }, `${name}: ${used} of ${hard} ${resource} used`),
    ),
    notes.length === 0 ? null : h('h3', {}, 'Not certain'),
    h(
      'ul',
      { class: 'notes' },
      notes.map((note) => h('li', { key: note }, note)),
    ),
    nodes.length === 0 ? null : h('h3', {}, 'Nodes'),
    h(
      'ul',
      { class: 'nodes' },
      nodes
        .slice(0, MOST_NODES)
        .map(({ node, cause, message }) =>
          h(
            'li',
            { key: node },
            h('b', {}, node),
            h('span', { class: `cause ${cause}` }, cause),
            h('small', {}, message),
          ),
        ),
    ),
    nodes.length > MOST_NODES ? h('p', { class: 'hint' }, `and ${nodes.length - MOST_NODES} more nodes`) : null,
  ];
}
