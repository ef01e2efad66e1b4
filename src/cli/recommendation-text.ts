import { WORTH_OF_SLICE } from '../../solver/repartition/worth.ts';
import type { GpuChange, ProfileGain, Recommendation, Trigger } from '../advisor/recommendation.ts';
import { counted } from '../counted.ts';
import { bold } from './output.ts';
import { formatTable } from './table.ts';

/** Recommendations for people: what, what it takes, what it gives. GPUs that are changed alike share a line. */
export function formatRecommendations(recommendations: readonly Recommendation[]): string {
  if (recommendations.length === 0)
    return 'Nothing is recommended: no change that is known would make more of what is free.';
  return recommendations.map(formatRecommendation).join('\n\n');
}

/** Of GPUs and nodes that are alike, names of the first. */
const MOST_NAMES = 3;

function formatRecommendation(recommendation: Recommendation): string {
  const { rung, pool, trigger, changes, moves, batches, gain, disruption, proof, basis } = recommendation;
  const { podsRestarted, slicesOffline } = disruption;
  const [better, cheaper] =
    proof.status === 'optimal' ? ['', ''] : [', where a better one may exist', ', where a cheaper way may exist'];
  const slices = (worth: number): string => (worth / WORTH_OF_SLICE).toFixed(1);
  const worth = `  gives: ${slices(proof.objective - proof.before)} memory slices of worth for what is asked for${better}`;
  return [
    `${bold(`${rung} in ${pool}`)}${reasonOf(trigger)}`,
    ...linesOfChanges(changes),
    ...moves.map(({ pod, from, to }) => `  restart ${pod} (${from} -> ${to})`),
    ...batches.map(({ nodes }, index) => `  batch ${index + 1}: drain and cut ${namesOf(nodes)}`),
    `  takes: ${counted(podsRestarted, 'pod')} restarted, ${counted(slicesOffline, 'memory slice')} offline meanwhile${trigger.kind === 'pending' ? cheaper : ''}`,
    ...(trigger.kind === 'pending' ? [] : [worth]),
    ...(basis.isInferred ? ['  rests on instances whose positions are deduced, not reported'] : []),
    ...(gain.placeable.length > 0 ? [`  lets run: ${namesOf(gain.placeable)}`] : []),
    ...(gain.profiles.length > 0 ? [tableOf(gain.profiles)] : []),
  ].join('\n');
}

function reasonOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'asked':
      return '';
    case 'fragmentation':
      return `, because its fragmentation is ${trigger.index.toFixed(2)}, above ${trigger.threshold}`;
    case 'pending':
      return `, because ${trigger.pod} waits`;
  }
}

function linesOfChanges(changes: readonly GpuChange[]): readonly string[] {
  const alike = Map.groupBy(
    changes,
    ({ delete: gone, create }) => `${textOf('delete', gone)}${textOf('create', create)}`,
  );
  return [...alike].map(([what, gpus]) => {
    const names = gpus.map(({ node, gpu }) => `${node} GPU ${gpu}`);
    return `  on ${namesOf(names)}:${what}`;
  });
}

function textOf(verb: string, instances: readonly string[]): string {
  return instances.length === 0 ? '' : ` ${verb} ${instances.join(' ')}`;
}

function namesOf(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function tableOf(gains: readonly ProfileGain[]): string {
  const rung = ([before, after]: readonly [number, number]): string =>
    before === after ? String(before) : `${before} -> ${after}`;
  return formatTable(
    [
      { title: 'PROFILE', align: 'left' },
      { title: 'AS SHAPED', align: 'right' },
      { title: 'RESHAPED', align: 'right' },
      { title: 'REPACKED', align: 'right' },
    ],
    gains.map(({ profile, asShaped, reshaped, repacked }) => [profile, rung(asShaped), rung(reshaped), rung(repacked)]),
  );
}
