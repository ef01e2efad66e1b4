import { performance } from 'node:perf_hooks';
import { createRater } from '../../solver/placement/rater.ts';
import { type Explanation, explain } from '../advisor/explain.ts';
import { BadInput } from '../bad-input.ts';
import { allProblems, buildCluster, type Cluster } from '../cluster/cluster.ts';
import { asksForGpus, type Pod } from '../cluster/pod.ts';
import { readSnapshot } from '../cluster/snapshot.ts';
import { readDecisionOptions } from '../config/decision-options.ts';
import { bold, type OutputFormat, print, printJson, warnOfProblems } from './output.ts';

/** Options of `slicewise explain`. */
export interface ExplainOptions {
  readonly snapshot: string;
  readonly output: OutputFormat;
  readonly policy: string;
  readonly modelCost: readonly string[];
  /** Most pods to restart. */
  readonly maxMoves: number;
  /** Exit with 1 where the pod has no place now. */
  readonly exitCode?: boolean;
}

const SOLVER_LIMIT_MS = 1000;

/** Runs `slicewise explain NAMESPACE/POD`: why it is pending, or why it is where it is. */
export async function runExplain(name: string, options: ExplainOptions): Promise<void> {
  const { policy, costs } = readDecisionOptions(options.policy, options.modelCost);
  const cluster = buildCluster(await readSnapshot(options.snapshot));
  const pod = findPod(cluster, name, options.snapshot);
  const explanation = explain(cluster, pod, {
    rater: createRater({ policy, demand: cluster.demand, costs }),
    limit: { now: () => performance.now(), milliseconds: SOLVER_LIMIT_MS },
    mostMoves: options.maxMoves,
  });
  if (options.output === 'json') printJson(explanation);
  else print(formatExplanation(explanation));
  warnOfProblems(allProblems(cluster));
  const hasPlace = ['placeable', 'bound', 'finished'].includes(explanation.cause);
  if (options.exitCode === true && !hasPlace) process.exitCode = 1;
}

function findPod(cluster: Cluster, name: string, snapshot: string): Pod {
  const key = name.includes('/') ? name : `default/${name}`;
  const pod = cluster.pods.get(key);
  if (pod === undefined) throw new BadInput(`pod ${key} is not in ${snapshot === '-' ? 'the snapshot' : snapshot}`);
  if (!asksForGpus(pod)) throw new BadInput(`pod ${key} asks for no GPU, so slicewise has no say in it`);
  return pod;
}

function formatExplanation({ pod, asks, cause, message, nodes, way, quotas, notes }: Explanation): string {
  const lines = [`${bold(pod)} asks for ${asks.join(', ')}`, '', `${bold(cause)}: ${message}`];
  if (way !== null)
    lines.push('', way.rung === 'none' ? `Best place: ${way.node}` : `Way out (${way.rung}): ${way.text}`);
  if (nodes.length > 0) lines.push('', 'Nodes:', ...formatNodes(nodes));
  for (const { name, resource, hard, used } of quotas) {
    const left = Math.max(0, hard - used);
    lines.push(
      '',
      `Quota ${name} allows ${hard} ${resource} in this namespace, ${used} used: ${left} more can be asked for`,
    );
  }
  for (const note of notes) lines.push('', `Note: ${note}`);
  return lines.join('\n');
}

/** Nodes with the same cause and message share a line. */
function formatNodes(nodes: Explanation['nodes']): readonly string[] {
  const groups = Map.groupBy(nodes, ({ cause, message }) => `${cause}: ${message}`);
  return [...groups].map(([text, alike]) => {
    const names = alike.map(({ node }) => node);
    const more = names.length > 3 ? `, and ${names.length - 3} more` : '';
    return `  ${names.slice(0, 3).join(', ')}${more}\n    ${text}`;
  });
}
