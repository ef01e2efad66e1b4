import { destination, pino } from 'pino';
import { reportFragmentation } from '../advisor/fragmentation.ts';
import { buildCluster } from '../cluster/build-cluster.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import { readSnapshot } from '../cluster/snapshot.ts';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { readDecisionOptions } from '../config/decision-options.ts';
import { parseListenAddress } from '../config/listen-address.ts';
import { counted } from '../counted.ts';
import { startServer } from '../web/server.ts';
import { bold, print, warn, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';

/** Options of `slicewise serve`. */
export interface ServeOptions {
  readonly snapshot: string;
  readonly listen: string;
  readonly policy: string;
  readonly modelCost: readonly string[];
  readonly poolLabel?: string;
  readonly logLevel: string;
  /** Largest request body, in MiB. */
  readonly bodyLimit: number;
}

/**
 * Runs `slicewise serve` until SIGINT or SIGTERM: the extender, metrics and the slice map. It listens at once, and answers
 * "not synced" until the snapshot has been read.
 */
export async function runServe(options: ServeOptions): Promise<void> {
  const decisions = readDecisionOptions(options.policy, options.modelCost);
  const address = parseListenAddress(options.listen);
  const logger = pino({ level: options.logLevel, base: null }, destination({ fd: 2, sync: true }));
  const pools = { poolLabel: options.poolLabel };
  const server = await startServer({
    address,
    logger,
    decisions,
    pools,
    snapshot: options.snapshot,
    bodyLimit: options.bodyLimit * 2 ** 20,
  });
  stopOnSignal(server.stop);
  if (!server.isLoopback) {
    warn('anyone who can reach this port can read the names of nodes and pods; nobody is asked who they are.');
  }
  try {
    const cluster = buildCluster(await readSnapshot(options.snapshot));
    // The first report on a large cluster takes seconds, which no call should have to wait for; later ones remember it.
    reportFragmentation(cluster, pools);
    server.show(cluster);
    print(welcome(server.url, options.snapshot, cluster));
    warnOfPoolLabel(cluster, options.poolLabel);
    warnOfProblems(allProblems(cluster));
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** SIGINT or SIGTERM stops gracefully; a second one at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      void stop().then(() => process.exit(0));
    });
  }
}

function welcome(url: string, snapshot: string, cluster: Cluster): string {
  const gpus = cluster.nodes.reduce((sum, { migGpus }) => sum + migGpus.length, 0);
  const file = snapshot === '-' ? 'FILE' : snapshot;
  const command = waitingPods(cluster).length === 0 ? 'map' : 'explain';
  return [
    `${bold('slicewise')} serves ${snapshot === '-' ? 'standard input' : snapshot}, read-only: ${counted(cluster.nodes.length, 'node')}, ${counted(gpus, 'GPU')} in MIG mode`,
    '',
    `  slice map    ${url}/`,
    `  extender     ${url}/filter, /prioritize, /preempt`,
    `  metrics      ${url}/metrics`,
    '',
    `  Try          npx slicewise ${command} --snapshot ${file}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}
