import { compareKeys } from '../../solver/placement/policy.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { isConcerned } from './filter.ts';
import type { KindMemories, KindMemory, PassingVerdict, ScoredBlock } from './kind-memory.ts';
import { nodeSetOf, ordinalsIn } from './node-set.ts';
import { quotedNames } from './quoted-names.ts';
import type { ExtenderArgs } from './wire.ts';

/** MaxExtenderPriority of kube-scheduler, which multiplies by the weight and by 10 itself. */
const BEST_SCORE = 10;

/**
 * Scores nodes from 10 down to 1 by rank, as a HostPriorityList in JSON: the nodes with the smallest key get 10, those with
 * the next smallest 9, and so on. Nodes that do not take the pod, and those beyond the tenth rank, get nothing and are left
 * out: kube-scheduler adds 0 for a node that is not in the list, and spends a microsecond on each that is. Where slicewise
 * has no say the list is empty. Scores are integers: one fraction would make kube-scheduler drop the whole list.
 */
export function prioritize(cluster: Cluster, { pod, nodes }: ExtenderArgs, memories: KindMemories): string {
  if (!isConcerned(cluster, pod)) return '[]';
  const memory = memories.recall(cluster, pod);
  const set = nodeSetOf(cluster, nodes.names);
  const blocks: ScoredBlock[] = [];
  set.masks.forEach((mask, block) => {
    if (mask === 0) return;
    const make = (): ScoredBlock => judgeBlock(cluster, memory, ordinalsIn(block, mask));
    blocks.push(memory.scored.recall(block, mask, memory.versionOf(block), make));
  });
  const ranking = rank(blocks.flatMap(({ best }) => best));
  const scored = blocks.map((block) => scoreBlock(block, ranking)).filter((json) => json !== '');
  return `[${scored.join()}]`;
}

function judgeBlock(cluster: Cluster, memory: KindMemory, ordinals: readonly number[]): ScoredBlock {
  const names = quotedNames(cluster);
  const judged = ordinals.map((ordinal) => ({ name: names[ordinal] ?? '""', verdict: memory.verdictOf(ordinal) }));
  const passing = judged.flatMap(({ verdict }) => (verdict.kind === 'passes' ? [verdict] : []));
  return { nodes: judged, best: rank(passing), answer: undefined };
}

/** The distinct verdicts that get a score above 0, best first. Verdicts with equal keys are one object. */
function rank(verdicts: readonly PassingVerdict[]): readonly PassingVerdict[] {
  const best: PassingVerdict[] = [];
  for (const verdict of verdicts) {
    // Most of what comes is there already: to find an object takes less than to compare keys.
    if (best.includes(verdict)) continue;
    const worst = best[BEST_SCORE - 1];
    if (worst !== undefined && compareKeys(verdict.key, worst.key) >= 0) continue;
    const place = best.findIndex(({ key }) => compareKeys(verdict.key, key) <= 0);
    best.splice(place < 0 ? best.length : place, 0, verdict);
    if (best.length > BEST_SCORE) best.pop();
  }
  return best;
}

function scoreBlock(block: ScoredBlock, ranking: readonly PassingVerdict[]): string {
  const places = block.best.map((verdict) => ranking.indexOf(verdict)).join();
  if (block.answer?.places === places) return block.answer.json;
  const json = block.nodes
    .flatMap(({ name, verdict }) => {
      const place = verdict.kind === 'passes' ? ranking.indexOf(verdict) : -1;
      return place < 0 ? [] : [`{"Host":${name},"Score":${BEST_SCORE - place}}`];
    })
    .join();
  block.answer = { places, json };
  return json;
}
