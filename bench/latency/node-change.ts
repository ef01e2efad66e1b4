import { performance } from 'node:perf_hooks';
import { phi } from '../../solver/placement/phi.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { createClusterStore } from '../../src/cluster/cluster-store.ts';
import { parseSnapshot } from '../../src/cluster/snapshot.ts';
import { filter } from '../../src/extender/filter.ts';
import { createSessions } from '../../src/extender/session.ts';
import { readExtenderArgs } from '../../src/extender/wire.ts';
import { formatList, type GenerateOptions, generateCluster } from '../cluster/generate.ts';
import { quantile } from '../statistics/quantile.ts';
import { extenderArgs, KINDS_OF_PODS } from './requests.ts';

/** What a changed node costs, in milliseconds, medians. */
export interface NodeChangeCost {
  readonly nodes: number;
  /** The first answer for a kind of pod: every node is judged. */
  readonly firstAnswer: number;
  /** An answer while nothing changed. */
  readonly unchanged: number;
  /** An answer after one node changed. */
  readonly afterChange: number;
}

const ROUNDS = 200;

/** Measures in this process what `filter` costs at first, while nothing changes, and after one node has changed. */
export function measureNodeChange(options: GenerateOptions): NodeChangeCost {
  const { nodes, pods } = parseSnapshot(formatList(generateCluster(options)), 'generated');
  const store = createClusterStore();
  for (const object of nodes) store.put({ kind: 'Node', object });
  for (const object of pods) store.put({ kind: 'Pod', object });
  store.settle();
  const { cluster } = store;
  const sessionFor = createSessions({ policy: phi, costs: new Map() });
  const [asks = {}] = KINDS_OF_PODS;
  const names = cluster.nodes.map(({ name }) => name);
  const args = readExtenderArgs(JSON.parse(extenderArgs(names, asks)));
  if (!args.ok) throw new Error(args.error);
  const answer = (state: Cluster): number => {
    const session = sessionFor(state);
    const started = performance.now();
    filter(state, args.value, session.memories);
    return performance.now() - started;
  };
  const firstAnswer = answer(cluster);
  for (let round = 0; round < ROUNDS; round++) answer(cluster);
  const unchanged = Array.from({ length: ROUNDS }, () => answer(cluster));
  const afterChange = Array.from({ length: ROUNDS }, (_, round) => {
    const object = nodes[(round * 37) % nodes.length];
    if (object === undefined) throw new Error('the cluster has no nodes');
    store.put({ kind: 'Node', object: { ...object, spec: { ...object.spec, unschedulable: true } } });
    store.settle();
    return answer(store.cluster);
  });
  return {
    nodes: options.nodes,
    firstAnswer,
    unchanged: quantile(unchanged, 0.5),
    afterChange: quantile(afterChange, 0.5),
  };
}
