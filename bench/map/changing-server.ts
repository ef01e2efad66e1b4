import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import { reportFragmentation } from '../../src/advisor/fragmentation.ts';
import { buildCluster } from '../../src/cluster/build-cluster.ts';
import { type Cluster, withNode } from '../../src/cluster/cluster.ts';
import { parseSnapshot } from '../../src/cluster/snapshot.ts';
import { shownState } from '../../src/testing/shown-state.ts';
import { startServer } from '../../src/web/server.ts';
import { BUSY_CLUSTER, formatList, generateCluster } from '../cluster/generate.ts';

// A server in a process of its own, on a generated cluster in which nodes change all the time. Argument: how many nodes it has.

/** Ten times a second this many nodes become what they are in another cluster of the same names. */
const CHANGES = 10;
const CHANGE_MS = 100;

const [nodes = 5000] = process.argv.slice(2).map(Number);
const made = (seed: number): Cluster =>
  buildCluster(parseSnapshot(formatList(generateCluster({ ...BUSY_CLUSTER, nodes, seed })), 'generated'));
const [one, other] = [made(1), made(2)];
const source = shownState({ origin: { kind: 'live', server: 'https://bench' }, cluster: one });
// As a server that has run for a while has it.
for (const cluster of [one, other]) reportFragmentation(cluster);
const { extender } = await startServer({
  address: { host: '127.0.0.1', port: 0 },
  tls: undefined,
  operations: undefined,
  logger: pino({ level: 'silent' }),
  decisions: { policy: policies[0], costs: new Map() },
  pools: {},
  source,
  bodyLimit: 2 ** 24,
});
let turn = 0;
let shown = one;
setInterval(() => {
  for (let change = 0; change < CHANGES; change++) {
    const from = Math.floor(turn / nodes) % 2 === 0 ? other : one;
    const node = from.nodes[turn % nodes];
    if (node !== undefined) shown = withNode(shown, node);
    turn++;
  }
  source.show(shown);
}, CHANGE_MS);
process.stdout.write(`${extender.url}\n`);
