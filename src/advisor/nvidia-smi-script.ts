import type { Placement } from '../../solver/model/gpu-model.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import type { MigGpu } from '../cluster/gpu.ts';
import { FUNCTIONS } from './nvidia-smi-functions.ts';
import { readPlacement } from './read-placement.ts';
import type { GpuChange, Recommendation } from './recommendation.ts';

/**
 * A shell script that makes the recommended reshapes with `nvidia-smi mig`, to be run on each node with the node's name: idle
 * instances are destroyed, compute instance before GPU instance, and others created at explicit starts. Before each
 * step it looks whether the GPU is still as expected, and stops where it is not. Other rungs are left out: they
 * disturb pods.
 */
export function nvidiaSmiScript(recommendations: readonly Recommendation[], cluster: Cluster): string {
  const changes = recommendations.filter(({ rung }) => rung === 'reshape').flatMap((each) => each.changes);
  const byNode = Map.groupBy(withoutRepeats(changes), ({ node }) => node);
  const nodes = [...byNode.keys()];
  return [
    HEAD,
    ...nodes.map(
      (name) =>
        `#   kubectl cordon ${name} && ssh ${name} bash -s -- ${name} < this-script && kubectl uncordon ${name}`,
    ),
    '#',
    FUNCTIONS,
    'case "$node" in',
    ...[...byNode].flatMap(([name, own]) => [
      `${quoted(name)})`,
      ...own.flatMap((change) => sectionOf(change, cluster)),
      '  ;;',
    ]),
    '*)',
    `  echo "nothing is recommended for node $node, only for: ${nodes.join(' ') || 'none'}" >&2`,
    '  exit 2',
    '  ;;',
    'esac',
    '',
  ].join('\n');
}

const HEAD = `#!/usr/bin/env bash
# Recuts idle MIG instances as slicewise recommends. No pod is disturbed, as long as none gets one of these instances
# meanwhile: so the node is cordoned first. Afterwards NVIDIA's device plugin on the node has to be restarted, to see what is new.
# The argument is the node's name. With DRY_RUN=1 it only says what it would do.`;

/** Two recommendations may ask the same of a GPU; what both ask is done once, and of what is different the first counts. */
function withoutRepeats(changes: readonly GpuChange[]): readonly GpuChange[] {
  return [...new Map(changes.toReversed().map((each) => [`${each.gpu} ${each.node}`, each])).values()].toReversed();
}

function sectionOf(change: GpuChange, cluster: Cluster): readonly string[] {
  const gpu = findNode(cluster, change.node)?.migGpus.find(({ index }) => index === change.gpu);
  if (gpu === undefined) return [];
  const placementsOf = (texts: readonly string[]): readonly Placement[] =>
    texts.flatMap((text) => {
      const read = readPlacement(gpu.model, text);
      return read.ok ? [read.value] : [];
    });
  let present = gpu.instances.map(({ placement }) => placement);
  const lines = [
    `  # GPU ${gpu.index}: delete ${change.delete.join(' ') || 'nothing'}, create ${change.create.join(' ')}`,
  ];
  if (!gpu.model.driverIdsObserved) {
    lines.push(
      `  # The profile IDs of ${gpu.model.name} are assumed from its family; the names are compared with the driver's.`,
    );
  }
  const known = new Set([...present, ...placementsOf(change.create)].map(({ profile }) => profile));
  lines.push(`  identify ${gpu.index} ${quoted(gpu.uuid ?? '')}`);
  for (const { driverId, name } of known) lines.push(`  profile ${gpu.index} ${driverId} ${name}`);
  for (const placement of placementsOf(change.delete)) {
    lines.push(`  expect ${gpu.index} ${listOf(present)}`, `  destroy ${gpu.index} ${driverText(placement)}`);
    present = present.filter((each) => each !== placement);
  }
  for (const placement of placementsOf(change.create)) {
    const { profile, start } = placement;
    lines.push(`  expect ${gpu.index} ${listOf(present)}`, `  create ${gpu.index} ${profile.driverId}:${start}`);
    present = [...present, placement];
  }
  lines.push(`  expect ${gpu.index} ${listOf(present)}`);
  return lines;
}

function listOf(present: MigGpu['instances'][number]['placement'][]): string {
  return quoted(present.map(driverText).toSorted().join(' '));
}

/** `ID@START:SIZE`, as `nvidia-smi mig -lgi` shows an instance. */
function driverText({ profile, start }: Placement): string {
  return `${profile.driverId}@${start}:${profile.memory}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
