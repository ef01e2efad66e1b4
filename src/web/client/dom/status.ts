import { type ComponentChild, h } from 'preact';
import { counted } from '../counted.ts';
import type { State } from '../state.ts';
import { addAll, tallyPools } from '../tally.ts';

/** Where the picture comes from, how fresh it is, and what it amounts to. */
export function drawStatus({ known, link, health }: State): ComponentChild {
  if (known === undefined) return [h('span', { class: 'dot wait' }), 'Waiting for the cluster to be read …'];
  const { origin, policy, problems, waiting, fleet } = known;
  const isLive = origin.kind === 'live';
  const all = addAll(tallyPools(fleet.nodes.values()).values());
  const free = all.slices - all.used - all.maybe;
  const trouble = link === 'lost' ? 'the connection to slicewise is lost; trying again' : health.obstacle;
  const counts = [
    counted(fleet.names.length, 'node'),
    counted(all.gpus, 'GPU'),
    `${Math.round((100 * free) / Math.max(1, all.slices))} % free`,
    `${waiting.total} waiting`,
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
  ];
  return [
    h(
      'span',
      { class: `badge ${trouble !== null ? 'bad' : isLive ? 'good' : ''}`, title: origin.name },
      isLive ? 'Live' : 'Frozen snapshot',
    ),
    trouble === null ? null : h('b', { class: 'trouble', role: 'alert' }, trouble),
    h('span', { class: 'counts' }, counts.join(' · ')),
    h(
      'span',
      { class: 'origin', title: `${origin.name}, policy ${policy}` },
      `${origin.name}${isLive && health.age !== null ? `, ${formatAge(health.age)} old` : ''} · policy ${policy}`,
    ),
  ];
}

function formatAge(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
