import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { policies } from '../../solver/placement/policies.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { createSessions, type Session } from '../../src/extender/session.ts';
import { createMetrics, type Metrics } from '../../src/metrics/registry.ts';
import { clusterFrom, clusterOf } from '../../src/testing/objects.ts';
import { seed } from './settings.ts';
import { objectsOf, type World, worlds } from './world.ts';

/** A cluster that requests are about. */
export interface Stage {
  readonly cluster: Cluster;
  readonly session: Session;
  /** What is true of it; undefined where nobody knows. */
  readonly world: World | undefined;
}

/** Clusters whose truth is known. */
const KNOWN = 40;

/** The captured requests, by file name. */
export const samples: ReadonlyMap<string, object> = new Map(
  [
    'filter-names',
    'filter-full-nodes',
    'filter-mixed-cluster',
    'prioritize-names',
    'prioritize-full-nodes',
    'preempt-one-node',
    'preempt-five-nodes',
  ].map((name) => [
    name,
    JSON.parse(readFileSync(new URL(`../../fixtures/wire/${name}.json`, import.meta.url), 'utf8')),
  ]),
);

/** Clusters of which everything is known, then some of which it is not: bundled ones, broken ones, and an empty one. */
export const stages: readonly Stage[] = [
  ...fc.sample(worlds, { seed, numRuns: KNOWN }).map((world) => stageOf(clusterOf(...objectsOf(world)), world)),
  ...['mixed-cluster.yaml', 'wire/nodes.yaml', 'broken/objects.yaml'].map((file) => stageOf(clusterFrom(file))),
  stageOf(clusterOf()),
];

/** One of the stages, by its position. */
export function stageAt(position: number): Stage {
  const stage = stages[position];
  if (stage === undefined) throw new Error(`there is no stage ${position}`);
  return stage;
}

/** A place to count, which nobody reads. */
export const metrics: Metrics = createMetrics({
  cluster: () => undefined,
  ageSeconds: () => undefined,
  report: () => Promise.resolve(undefined),
});

function stageOf(cluster: Cluster, world?: World): Stage {
  return { cluster, session: createSessions({ policy: policies[0], costs: new Map() })(cluster), world };
}
