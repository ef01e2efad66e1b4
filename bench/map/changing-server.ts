import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import { reportFragmentation } from '../../src/advisor/fragmentation.ts';
import { createClusterStore } from '../../src/cluster/cluster-store.ts';
import { type Inventory, parseSnapshot } from '../../src/cluster/snapshot.ts';
import { ADVISOR } from '../../src/testing/serving.ts';
import { shownState } from '../../src/testing/shown-state.ts';
import { startServer } from '../../src/web/server.ts';
import { BUSY_CLUSTER, formatList, generateCluster } from '../cluster/generate.ts';

// A server in a process of its own, on a generated cluster in which nodes change all the time. Argument: how many nodes it has.

/** Ten times a second this many nodes become what they are in another cluster of the same names. */
const CHANGES = 10;
const CHANGE_MS = 100;

const [nodes = 5000] = process.argv.slice(2).map(Number);
const made = (seed: number): Inventory =>
  parseSnapshot(formatList(generateCluster({ ...BUSY_CLUSTER, nodes, seed })), 'generated');
const [one, other] = [made(1), made(2)];
const store = createClusterStore();
for (const object of one.nodes) store.put({ kind: 'Node', object });
for (const object of one.pods) store.put({ kind: 'Pod', object });
store.settle();
const source = shownState({ origin: { kind: 'live', server: 'https://bench' }, cluster: store.cluster });
// As a server that has run for a while has it.
reportFragmentation(store.cluster);
const { extender } = await startServer({
  address: { host: '127.0.0.1', port: 0 },
  tls: undefined,
  operations: undefined,
  logger: pino({ level: 'silent' }),
  decisions: { policy: policies[0], costs: new Map() },
  pools: {},
  advisor: ADVISOR,
  source,
  bodyLimit: 2 ** 24,
});
let turn = 0;
setInterval(() => {
  for (let change = 0; change < CHANGES; change++) {
    const from = Math.floor(turn / nodes) % 2 === 0 ? other : one;
    const object = from.nodes[turn % nodes];
    if (object !== undefined) store.put({ kind: 'Node', object });
    turn++;
  }
  store.settle();
  source.show(store.cluster);
}, CHANGE_MS);
process.stdout.write(`${extender.url}\n`);
