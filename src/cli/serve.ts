import type { Logger } from 'pino';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import type { Problem } from '../cluster/problem.ts';
import type { Origin } from '../cluster/state-source.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import { type Configuration, readConfiguration } from '../config/configuration.ts';
import type { FlagValues } from '../config/layers.ts';
import { loadConfiguration, printConfiguration } from '../config/load.ts';
import { unknownVariables } from '../config/unknown-variables.ts';
import { counted } from '../counted.ts';
import { inSlices } from '../sliced.ts';
import { type RunningServer, startServer } from '../web/server.ts';
import { openSource } from './open-source.ts';
import { bold, print } from './output.ts';
import { unusedPoolLabel } from './pool-label.ts';
import { openServeLog } from './serve-log.ts';

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
  const logger = openServeLog(logLevel);
  for (const sentence of unknownVariables(process.env)) logger.warn(sentence);
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
  const stopAll = async (delayMs = 0): Promise<void> => {
    await server.stop(delayMs);
    await stop();
  };
  stopOnSignal(async (signal) => {
    // Who presses Ctrl-C waits for it; who sends SIGTERM gives others the time to learn of it.
    const delayMs = signal === 'SIGTERM' ? extender.shutdownDelayMs : 0;
    logger.info({ signal, delayMs }, 'stopping');
    await stopAll(delayMs);
  });
  for (const sentence of warningsOfCallers(server, configuration)) logger.warn(sentence);
  try {
    const cluster = await begin();
    const waiting = await inSlices(waitingSteps(cluster));
    print(welcome(server, configuration, source.origin, cluster, waiting.length));
    const unused = unusedPoolLabel(cluster, pools.poolLabel);
    if (unused !== undefined) logger.warn(unused);
    logProblems(logger, allProblems(cluster));
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** SIGINT or SIGTERM stops gracefully; a second one at once. */
function stopOnSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      void stop(signal).then(() => process.exit(0));
    });
  }
}

/** More lines than this at once tell nobody more. */
const MOST_PROBLEMS = 50;

/** Says what was left out of the first state. */
function logProblems(logger: Logger, problems: readonly Problem[]): void {
  for (const { object, message } of problems.slice(0, MOST_PROBLEMS)) logger.warn({ object }, message);
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) logger.warn(`${counted(more, 'further problem')}: the page and "slicewise map" list them`);
}

/** What callers can do that nobody has checked. */
function warningsOfCallers(
  { extender, operations }: RunningServer,
  { extender: { bind, tls } }: Configuration,
): readonly string[] {
  const isExtenderOpen = !extender.isLoopback && tls?.clientCAFile === undefined;
  return [
    ...(isExtenderOpen && bind
      ? ['anyone who can reach the port of the extender can bind pods; --client-ca-file asks callers who they are']
      : []),
    ...(isExtenderOpen || !operations.isLoopback
      ? ['anyone who can reach this port can read the names of nodes and pods; nobody is asked who they are']
      : []),
  ];
}

function welcome(
  { extender, operations }: RunningServer,
  { extender: { bind } }: Configuration,
  origin: Origin,
  cluster: Cluster,
  waiting: number,
): string {
  const gpus = cluster.nodes.reduce((sum, { migGpus }) => sum + migGpus.length, 0);
  const command = waiting === 0 ? 'map' : 'explain';
  return [
    `${bold('slicewise')} ${titleOf(origin)}: ${counted(cluster.nodes.length, 'node')}, ${counted(gpus, 'GPU')} in MIG mode`,
    '',
    `  slice map    ${operations.url}/`,
    `  extender     ${extender.url}/filter, /prioritize, /preempt${bind ? ', /bind' : ''}`,
    `  metrics      ${operations.url}/metrics`,
    '',
    `  Try          ${commandFor(origin)} ${command}${snapshotArgument(origin)}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}

function titleOf(origin: Origin): string {
  if (origin.kind === 'live') return `follows ${origin.server}`;
  return `serves ${origin.file === '-' ? 'standard input' : origin.file}, read-only`;
}

/** Who follows a cluster has kubectl, whose plugin slicewise is; who serves a snapshot mostly has the sources. */
function commandFor(origin: Origin): string {
  return origin.kind === 'live' ? 'kubectl slicewise' : 'npx slicewise';
}

function snapshotArgument(origin: Origin): string {
  if (origin.kind === 'live') return '';
  return ` --snapshot ${origin.file === '-' ? 'FILE' : origin.file}`;
}
