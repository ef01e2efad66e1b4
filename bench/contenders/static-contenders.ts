import type { NodeShape } from '../../solver/node/node-shape.ts';
import { phi } from '../../solver/placement/phi.ts';
import { policies } from '../../solver/placement/policies.ts';
import { compareKeys, type PlacementKey, type Policy } from '../../solver/placement/policy.ts';
import { createRater, type Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { createRandom, type Random } from '../cluster/random.ts';
import { layoutsOf } from '../static/layouts-of.ts';
import { createStaticFleet, type StaticFleet } from '../static/static-fleet.ts';
import { createStaticHost, type NodeChooser } from '../static/static-host.ts';
import { demandOf } from '../workload/demand-of.ts';
import type { Contender, Match } from './contender.ts';

/** Not streams that workloads are drawn from. */
const STREAM = { choices: 5, kubelet: 6 };

/**
 * Everybody who can pick nodes in static mode: the extender's policies, chance, and kube-scheduler without an extender. Those
 * that are no policy have no rule of their own for what to recut; they have that of PHI, so that they differ from it in the node alone.
 */
export const staticContenders: readonly Contender[] = [
  ...policies.map((policy) => contender(policy.name, policy.summary, policy, choosesByKey)),
  contender(
    'random',
    'any node with an idle instance, each as likely as any other; recuts as phi rates them',
    phi,
    ({ random }) =>
      (nodes) =>
        random.pick(nodes),
  ),
  contender(
    'least-allocated',
    'kube-scheduler without an extender: the node with the least CPU and memory requested, of equal ones any; recuts as phi rates them',
    phi,
    ({ cluster, random }) => choosesByAllocation(cluster, random, (allocated) => 100 - allocated),
  ),
  contender(
    'most-allocated',
    'kube-scheduler set to pack: the node with the most CPU and memory requested, of equal ones any; recuts as phi rates them',
    phi,
    ({ cluster, random }) => choosesByAllocation(cluster, random, (allocated) => allocated),
  ),
];

interface Choosing {
  readonly cluster: StaticFleet;
  readonly rater: Rater;
  readonly random: Random;
}

function contender(
  name: string,
  summary: string,
  policy: Policy,
  choose: (choosing: Choosing) => NodeChooser,
): Contender {
  return {
    name,
    summary,
    createHost({ workload, fleet, mode, seed }: Match) {
      if (mode.kind !== 'static') throw new RangeError(`${name} was asked to pick nodes in ${mode.kind} mode`);
      const layouts = layoutsOf(mode.layouts, workload, fleet.gpus);
      const cluster = createStaticFleet(workload.model, layouts, fleet.gpusPerNode);
      const rater = createRater({ policy, demand: demandOf(workload) });
      const chooseNode = choose({ cluster, rater, random: createRandom(seed, STREAM.choices) });
      return createStaticHost(workload, cluster, {
        mode,
        chooseNode,
        rater,
        random: createRandom(seed, STREAM.kubelet),
      });
    },
  };
}

/** What the extender does: the smallest key, of equal ones the first node. Verdicts are remembered until a node changes. */
function choosesByKey({ cluster, rater }: Choosing): NodeChooser {
  const { profiles } = cluster.fleet.table.model;
  const remembered = new WeakMap<NodeShape, Map<number, PlacementKey | undefined>>();
  const keyOf = (node: number, ordinal: number): PlacementKey | undefined => {
    const shape = cluster.shape(node);
    const known = remembered.get(shape) ?? new Map<number, PlacementKey | undefined>();
    remembered.set(shape, known);
    if (known.has(ordinal)) return known.get(ordinal);
    const verdict = judge(shape, [{ profile: profiles[ordinal]?.name ?? '', count: 1 }], rater);
    const key = verdict.kind === 'fits' ? verdict.key : undefined;
    known.set(ordinal, key);
    return key;
  };
  return (nodes, ordinal) => {
    let [best, bestKey] = [nodes[0] ?? 0, keyOf(nodes[0] ?? 0, ordinal)];
    for (const node of nodes) {
      const key = keyOf(node, ordinal);
      if (key !== undefined && (bestKey === undefined || compareKeys(key, bestKey) < 0)) [best, bestKey] = [node, key];
    }
    return best;
  };
}

/**
 * NodeResourcesFit as kube-scheduler scores it: whole percent of CPU and of memory that would be requested with the pod on
 * the node, and their whole mean. Pods are taken to ask for CPU by their compute slices and for memory by their memory slices.
 */
function choosesByAllocation(
  { fleet, shape }: StaticFleet,
  random: Random,
  scoreOf: (allocated: number) => number,
): NodeChooser {
  const { model } = fleet.table;
  return (nodes, ordinal) => {
    const pod = model.profiles[ordinal];
    const scored = nodes.map((node) => {
      const { gpus } = shape(node);
      const held = gpus.flatMap(({ used }) => used.map(({ profile }) => profile));
      const score = (of: 'compute' | 'memory', capacity: number): number => {
        const requested = held.reduce((sum, profile) => sum + profile[of], pod?.[of] ?? 0);
        return Math.floor(scoreOf((100 * requested) / (capacity * gpus.length)));
      };
      return {
        node,
        score: Math.floor((score('compute', model.computeSlices) + score('memory', model.memorySlices)) / 2),
      };
    });
    const best = Math.max(...scored.map(({ score }) => score));
    return random.pick(scored.filter(({ score }) => score === best)).node;
  };
}
