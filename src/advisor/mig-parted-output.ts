import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { compareText } from '../../solver/text-order.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import type { Gpu } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { GpuChange, Recommendation, Rung } from './recommendation.ts';

/** One rule of a mig-parted configuration: what some GPUs of a node are to be. */
interface Rule {
  readonly devices: readonly number[];
  readonly 'mig-enabled': boolean;
  readonly 'mig-devices'?: Readonly<Record<string, number>>;
}

/**
 * A mig-parted configuration that cuts nodes as reshapes and repartitions recommend, and in comments the label to set on
 * which node, and who has to leave it first: mig-parted clears every GPU that it changes, mig-manager evicts nobody, and starts
 * cannot be named, so it suits drained nodes only. GPUs that stay as they are keep their geometry; those whose state makes
 * no sense are in no rule.
 */
export function migPartedConfiguration(recommendations: readonly Recommendation[], cluster: Cluster): string {
  const configurations = new Map<string, readonly Rule[]>();
  const lines: string[] = [];
  for (const [name, own] of Map.groupBy(onePlanPerNode(recommendations), ({ node }) => node)) {
    const node = findNode(cluster, name);
    if (node === undefined) continue;
    const target = new Map(own.toReversed().map((change) => [change.gpu, geometryAfter(node, change)]));
    const rules = rulesOf(node, target);
    const configuration = `slicewise-${createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 8)}`;
    configurations.set(configuration, rules);
    lines.push(`# ${name}: ${stayingOn(node)}`, `#   kubectl drain ${name} --ignore-daemonsets`);
    lines.push(`#   kubectl label node ${name} nvidia.com/mig.config=${configuration} --overwrite`);
  }
  return [...HEAD, ...lines, body(configurations)].join('\n');
}

/** What is to change: on a node that is drained what the repartition says, which reckons with all of it; else what reshapes say. */
function onePlanPerNode(recommendations: readonly Recommendation[]): readonly GpuChange[] {
  const changesOf = (wanted: Rung): readonly GpuChange[] =>
    recommendations.filter(({ rung }) => rung === wanted).flatMap(({ changes }) => changes);
  const drained = changesOf('repartition');
  const nodes = new Set(drained.map(({ node }) => node));
  return [...drained, ...changesOf('reshape').filter(({ node }) => !nodes.has(node))];
}

const HEAD = [
  '# For the ConfigMap that mig-manager reads. Nodes must be drained before their label is set: mig-parted destroys all instances',
  '# of a GPU that it changes, and evicts no pod. When nvidia.com/mig.config.state says success: kubectl uncordon.',
];

function stayingOn({ pods }: ClusterNode): string {
  const holders = pods.filter(({ gpus }) => gpus.instances.length > 0 || gpus.devices > 0).map(({ key }) => key);
  return holders.length === 0 ? 'no pod holds a GPU there' : `these pods hold GPUs there: ${holders.join(' ')}`;
}

function geometryAfter({ gpus }: ClusterNode, change: GpuChange): ReadonlyMap<string, number> {
  const counts = new Map(geometryOf(gpus.find(({ index }) => index === change.gpu)));
  for (const [list, by] of [
    [change.delete, -1],
    [change.create, 1],
  ] as const) {
    for (const text of list) {
      const profile = text.replace(/@\d+$/, '');
      counts.set(profile, (counts.get(profile) ?? 0) + by);
    }
  }
  return new Map([...counts].filter(([, count]) => count > 0));
}

function geometryOf(gpu: Gpu | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { placement } of gpu?.kind === 'mig' ? gpu.instances : []) {
    counts.set(placement.profile.name, (counts.get(placement.profile.name) ?? 0) + 1);
  }
  return counts;
}

/** GPUs that are to be alike share a rule. */
function rulesOf({ gpus }: ClusterNode, target: ReadonlyMap<number, ReadonlyMap<string, number>>): readonly Rule[] {
  const usable = gpus.filter(({ kind }) => kind !== 'unusable');
  const forms = usable.map((gpu) => {
    const counts = [...(target.get(gpu.index) ?? geometryOf(gpu))].sort(([a], [b]) => compareText(a, b));
    return { index: gpu.index, isMig: gpu.kind === 'mig', counts };
  });
  return [...Map.groupBy(forms, ({ isMig, counts }) => JSON.stringify([isMig, counts])).values()].flatMap(
    (alike): readonly Rule[] => {
      const [first] = alike;
      if (first === undefined) return [];
      const devices = alike.map(({ index }) => index);
      return first.isMig
        ? [{ devices, 'mig-enabled': true, 'mig-devices': Object.fromEntries(first.counts) }]
        : [{ devices, 'mig-enabled': false }];
    },
  );
}

function body(configurations: ReadonlyMap<string, readonly Rule[]>): string {
  return stringify(
    { version: 'v1', 'mig-configs': Object.fromEntries(configurations) },
    { aliasDuplicateObjects: false },
  );
}
