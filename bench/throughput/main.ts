import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { formatTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { type Slicewise, startSlicewise } from '../../test/cluster/slicewise.ts';
import { type ControlPlane, startControlPlane } from '../../test/control-plane/control-plane.ts';
import { BUSY_CLUSTER, generateCluster } from '../cluster/generate.ts';
import { startServerProcess } from '../latency/server-process.ts';
import { withProcess } from '../latency/with-process.ts';
import { quantile } from '../statistics/quantile.ts';
import { createSender, populate, type Send } from '../watch/populate.ts';
import { tokenOf } from '../watch/token.ts';
import { createPods, measureRate, prepareNamespace, removePods } from './arrivals.ts';
import { cpuSeconds } from './cpu-time.ts';

/** What the command line asks for. */
interface Asked {
  readonly sizes: readonly number[];
  readonly pods: number;
  readonly warmup: number;
  readonly rounds: number;
}

/**
 * `npm run bench:cluster`: how many pods per second a real kube-scheduler binds by itself, with an extender that decides
 * nothing, and with slicewise; in turn, in one run, against one API server.
 */
const asked = new Command('npm run bench:cluster --')
  .description('Pods per second through a real kube-scheduler, without extender, with a null one, and with slicewise.')
  .option('--sizes <counts>', 'numbers of nodes', (text) => text.split(',').map(positive), [1000, 5000])
  .option('--pods <count>', 'pods to a round', positive, 300)
  .option('--warmup <count>', 'pods of the first round with an extender, which does not count', positive, 2000)
  .option('--rounds <count>', 'rounds, each with all three in turn', positive, 5)
  .parse()
  .opts<Asked>();

const BAR = 0.95;

/** In which slicewise hears of what went on while it was frozen. */
const CATCH_UP_MS = 2_000;

const VARIANTS = ['none', 'null', 'slicewise'] as const;

type Variant = (typeof VARIANTS)[number];

/** One round of one variant. */
interface Round {
  readonly podsPerSecond: number;
  /** What the extender's process used of processors, milliseconds for each pod; NaN without one. */
  readonly cpuMsPerPod: number;
}

type Rounds = Readonly<Record<Variant, readonly Round[]>>;

const rows: (readonly (string | number)[])[] = [];
for (const nodes of asked.sizes) rows.push(rowOf(nodes, await measureSize(nodes)));
process.stdout.write(`${report(rows)}\n`);

/** Static nodes only: there kube-scheduler counts the instances itself, so that all three choose among the same nodes. */
async function measureSize(nodes: number): Promise<Rounds> {
  const plane = await startControlPlane();
  try {
    const target = { server: plane.server, ca: plane.authority.cert, token: await tokenOf(plane.adminKubeconfig) };
    const list = generateCluster({ ...BUSY_CLUSTER, nodes, carveShare: 0, load: 0.1, pending: 0 });
    progress(`${nodes} nodes: writing ${list.items.length} objects to the API server`);
    await populate(target, list.items, () => {});
    const agent = new https.Agent({ keepAlive: true, ca: target.ca, maxSockets: 16 });
    const send = createSender(target, agent);
    await prepareNamespace(send);
    try {
      return await measureRounds(plane, send, nodes);
    } finally {
      agent.destroy();
    }
  } finally {
    await plane.stop();
  }
}

function measureRounds(plane: ControlPlane, send: Send, nodes: number): Promise<Rounds> {
  const settings = { folder: plane.folder, kubeconfig: plane.adminKubeconfig };
  return withProcess(startServerProcess('bench/null-extender.ts'), (nothing) =>
    withProcess(startSlicewise(settings), (slicewise) => measureInTurn({ plane, send, nodes, nothing, slicewise })),
  );
}

/** Who takes part. */
interface Field {
  readonly plane: ControlPlane;
  readonly send: Send;
  readonly nodes: number;
  readonly nothing: Extender;
  readonly slicewise: Slicewise;
}

async function measureInTurn({ plane, send, nodes, nothing, slicewise }: Field): Promise<Rounds> {
  const extenders: Readonly<Record<Variant, Extender | undefined>> = { none: undefined, null: nothing, slicewise };
  const rounds: Record<Variant, Round[]> = { none: [], null: [], slicewise: [] };
  // Round 0 warms everybody up and does not count: V8 goes on compiling for some thousand calls.
  for (let round = 0; round <= asked.rounds; round++) {
    // Whoever goes first in a round goes last in the next: what drifts then drifts for all.
    const order = round % 2 === 0 ? VARIANTS : VARIANTS.toReversed();
    for (const variant of order) {
      const pods = round === 0 && variant !== 'none' ? asked.warmup : asked.pods;
      // What slicewise does about the watch is its cost, and nobody else's.
      if (variant !== 'slicewise') slicewise.freeze();
      const measured = await measureRound({ plane, send, pods }, `${variant}-${round}`, extenders[variant]);
      slicewise.thaw();
      await sleep(CATCH_UP_MS);
      if (round > 0) rounds[variant].push(measured);
      const { podsPerSecond, cpuMsPerPod } = measured;
      const cpu = Number.isNaN(cpuMsPerPod) ? '' : `, ${cpuMsPerPod.toFixed(2)} ms of CPU a pod`;
      progress(`${nodes} nodes, round ${round}: ${variant} ${podsPerSecond.toFixed(1)} pods/s${cpu}`);
    }
  }
  return rounds;
}

/** An extender that runs. */
interface Extender {
  readonly url: string;
  readonly pid: number | undefined;
}

async function measureRound(
  { plane, send, pods }: Pick<Field, 'plane' | 'send'> & { readonly pods: number },
  schedulerName: string,
  extender: Extender | undefined,
): Promise<Round> {
  await createPods(send, pods, schedulerName);
  const connection = connect({ kubeconfig: plane.adminKubeconfig });
  const before = await cpuSeconds(extender?.pid);
  const measured = measureRate(connection, pods, schedulerName);
  const settings = { schedulerName, ...(extender === undefined ? {} : { extender: { url: extender.url } }) };
  const scheduler = await plane.startScheduler(settings, schedulerName);
  try {
    const podsPerSecond = await measured;
    return { podsPerSecond, cpuMsPerPod: ((await cpuSeconds(extender?.pid)) - before) * (1000 / pods) };
  } finally {
    await scheduler.stop();
    connection.close();
    await removePods(send);
    // Everybody's caches see the nodes empty again.
    await sleep(1_000);
  }
}

function rowOf(nodes: number, rounds: Rounds): readonly (string | number)[] {
  const ratios = rounds.slicewise.map(
    ({ podsPerSecond }, round) => podsPerSecond / (rounds.null[round]?.podsPerSecond ?? Number.NaN),
  );
  const [low, high] = [0.25, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  const ratio = overall(rounds.slicewise) / overall(rounds.null);
  const judged = `${ratio.toFixed(3)} (${low} to ${high}) ${ratio >= BAR ? 'met' : 'MISSED'}`;
  return [
    nodes,
    ...VARIANTS.map((variant) => overall(rounds[variant]).toFixed(1)),
    judged,
    ...[rounds.null, rounds.slicewise].map((each) =>
      quantile(
        each.map(({ cpuMsPerPod }) => cpuMsPerPod),
        0.5,
      ).toFixed(2),
    ),
  ];
}

/** Pods per second of all rounds together: slow rounds count for as long as they took. */
function overall(rounds: readonly Round[]): number {
  return rounds.length / rounds.reduce((seconds, { podsPerSecond }) => seconds + 1 / podsPerSecond, 0);
}

function report(table: readonly (readonly (string | number)[])[]): string {
  const titles = [
    'nodes',
    'no extender',
    'null extender',
    'slicewise',
    `slicewise / null (quartiles of the rounds; bar ${BAR})`,
    'CPU of null, ms a pod (median)',
    'of slicewise',
  ];
  return [
    `Pods per second through kube-scheduler, ${asked.rounds} rounds of ${asked.pods} pods, names mode`,
    formatTable(
      titles.map((title) => ({ title, align: 'right' as const })),
      table,
    ),
  ].join('\n');
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
