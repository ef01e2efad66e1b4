import { destination, pino } from 'pino';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import type { Origin } from '../cluster/state-source.ts';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { type Configuration, readConfiguration } from '../config/configuration.ts';
import type { FlagValues } from '../config/layers.ts';
import { loadConfiguration, printConfiguration } from '../config/load.ts';
import { counted } from '../counted.ts';
import { type RunningServer, startServer } from '../web/server.ts';
import { openSource } from './open-source.ts';
import { bold, print, warn, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';

/**
 * Runs `slicewise serve` until SIGINT or SIGTERM: the extender, metrics and the slice map. It listens at once, and answers
 * "not synced" until there is a first state.
 *
 * @param flags The flags by commander's names for them; those that were not given are undefined.
 */
export async function runServe(flags: FlagValues): Promise<void> {
  const { written, snapshot } = await loadConfiguration({ flags, environment: process.env });
  if (flags['printConfig'] === true) {
    process.stdout.write(printConfiguration(written));
    return;
  }
  const configuration = readConfiguration(written, snapshot);
  const { extender, operations, decisions, pools, advisor, perGpu, logLevel } = configuration;
  const logger = pino({ level: logLevel, base: null }, destination({ fd: 2, sync: true }));
  const { source, begin, binder, watched, onOpened, stop } = openSource(configuration, logger);
  let server: RunningServer;
  try {
    server = await startServer({
      address: extender.address,
      tls: extender.tls,
      operations,
      logger,
      decisions,
      pools,
      perGpu,
      advisor,
      source,
      binder,
      onOpened,
      watched,
      bodyLimit: extender.bodyLimit,
    });
  } catch (error) {
    // Who cannot listen has no use for a state: the watches would keep a process alive that serves nobody.
    await stop();
    throw error;
  }
  const stopAll = async (): Promise<void> => {
    await server.stop();
    await stop();
  };
  stopOnSignal(stopAll);
  warnOfCallers(server, configuration);
  try {
    const cluster = await begin();
    print(welcome(server, configuration, source.origin, cluster));
    warnOfPoolLabel(cluster, pools.poolLabel);
    warnOfProblems(allProblems(cluster));
  } catch (error) {
    await stopAll();
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

/** Says what callers can do that nobody has checked. */
function warnOfCallers({ extender, operations }: RunningServer, { extender: { bind, tls } }: Configuration): void {
  const isExtenderOpen = !extender.isLoopback && tls?.clientCAFile === undefined;
  if (isExtenderOpen && bind) {
    warn('anyone who can reach the port of the extender can bind pods; --client-ca-file asks callers who they are.');
  }
  if (isExtenderOpen || !operations.isLoopback) {
    warn('anyone who can reach this port can read the names of nodes and pods; nobody is asked who they are.');
  }
}

function welcome(
  { extender, operations }: RunningServer,
  { extender: { bind } }: Configuration,
  origin: Origin,
  cluster: Cluster,
): string {
  const gpus = cluster.nodes.reduce((sum, { migGpus }) => sum + migGpus.length, 0);
  const command = waitingPods(cluster).length === 0 ? 'map' : 'explain';
  return [
    `${bold('slicewise')} ${titleOf(origin)}: ${counted(cluster.nodes.length, 'node')}, ${counted(gpus, 'GPU')} in MIG mode`,
    '',
    `  slice map    ${operations.url}/`,
    `  extender     ${extender.url}/filter, /prioritize, /preempt${bind ? ', /bind' : ''}`,
    `  metrics      ${operations.url}/metrics`,
    '',
    `  Try          npx slicewise ${command}${snapshotArgument(origin)}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}

function titleOf(origin: Origin): string {
  if (origin.kind === 'live') return `follows ${origin.server}`;
  return `serves ${origin.file === '-' ? 'standard input' : origin.file}, read-only`;
}

function snapshotArgument(origin: Origin): string {
  if (origin.kind === 'live') return '';
  return ` --snapshot ${origin.file === '-' ? 'FILE' : origin.file}`;
}
