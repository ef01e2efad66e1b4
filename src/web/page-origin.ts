import { type ComponentChild, h } from 'preact';
import type { Cluster } from '../cluster/cluster.ts';
import type { StateSource } from '../cluster/state-source.ts';

/**
 * Where the page comes from: of a snapshot that it is one, which, and how old, as it can be no older than the newest pod in
 * it; of a cluster its server, and how old the state is.
 */
export function drawOrigin(cluster: Cluster, source: StateSource, policy: string): ComponentChild {
  const { origin } = source;
  const facts = origin.kind === 'live' ? liveFacts(origin.server, source) : snapshotFacts(origin.file, cluster, source);
  const obstacle = source.obstacle();
  const live = obstacle === undefined ? 'Live' : 'Not live';
  const title = origin.kind === 'live' ? live : 'Frozen snapshot';
  return [
    h(
      'p',
      { class: obstacle === undefined ? 'frozen' : 'frozen lost' },
      h('b', {}, title),
      [...facts, `policy ${policy}`].join(' · '),
    ),
    obstacle === undefined
      ? null
      : h('p', { class: 'frozen lost', role: 'alert' }, h('b', {}, 'Nothing is decided'), obstacle),
  ];
}

function liveFacts(server: string, source: StateSource): readonly string[] {
  const age = source.ageSeconds();
  return [server, ...(age === undefined ? [] : [`the state is ${formatAge(age)} old`])];
}

function snapshotFacts(file: string, { pods }: Cluster, source: StateSource): readonly string[] {
  const newest = [...pods.values()].reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0);
  return [
    file === '-' ? 'standard input' : file,
    ...(newest > 0 ? [`newest pod created ${formatTime(newest)}`] : []),
    `read ${formatTime(Date.now() - 1000 * (source.ageSeconds() ?? 0))}`,
  ];
}

/** `3 s`, `12 min`, `2 h`. */
function formatAge(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** `2026-11-20 08:30 UTC`. */
function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
