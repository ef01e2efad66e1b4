import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { layoutTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { startSlicewise } from '../../test/cluster/slicewise.ts';
import { type ControlPlane, startControlPlane } from '../../test/control-plane/control-plane.ts';
import type { SchedulerSettings } from '../../test/control-plane/scheduler-configuration.ts';
import { BUSY_CLUSTER, generateCluster } from '../cluster/generate.ts';
import { startServerProcess } from '../latency/server-process.ts';
import { quantile } from '../statistics/quantile.ts';
import { createSender, populate, type Send } from '../watch/populate.ts';
import { tokenOf } from '../watch/token.ts';
import { createPods, measureRate, prepareNamespace, removePods } from './arrivals.ts';

/** What the command line asks for. */
interface Asked {
  readonly sizes: readonly number[];
  readonly pods: number;
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
  .option('--rounds <count>', 'rounds, each with all three in turn', positive, 5)
  .parse()
  .opts<Asked>();

const BAR = 0.95;

/** In which slicewise hears of what went on while it was frozen. */
const CATCH_UP_MS = 2_000;

const VARIANTS = ['none', 'null', 'slicewise'] as const;

type Variant = (typeof VARIANTS)[number];
type Rates = Readonly<Record<Variant, readonly number[]>>;

const rows: (readonly (string | number)[])[] = [];
for (const nodes of asked.sizes) rows.push(rowOf(nodes, await measureSize(nodes)));
process.stdout.write(`${report(rows)}\n`);

/** Static nodes only: there kube-scheduler counts the instances itself, so that all three choose among the same nodes. */
async function measureSize(nodes: number): Promise<Rates> {
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

async function measureRounds(plane: ControlPlane, send: Send, nodes: number): Promise<Rates> {
  const nothing = await startServerProcess('bench/throughput/null-extender.ts');
  const slicewise = await startSlicewise({ folder: plane.folder, kubeconfig: plane.adminKubeconfig });
  const urls: Readonly<Record<Variant, string | undefined>> = {
    none: undefined,
    null: nothing.url,
    slicewise: slicewise.url,
  };
  const rates: Record<Variant, number[]> = { none: [], null: [], slicewise: [] };
  try {
    // Round 0 warms everybody up and does not count.
    for (let round = 0; round <= asked.rounds; round++) {
      // Whoever goes first in a round goes last in the next: what drifts then drifts for all.
      const order = round % 2 === 0 ? VARIANTS : VARIANTS.toReversed();
      for (const variant of order) {
        const url = urls[variant];
        const schedulerName = `${variant}-${round}`;
        const settings = { schedulerName, ...(url === undefined ? {} : { extender: { url } }) };
        // What slicewise does about the watch is its cost, and nobody else's.
        if (variant !== 'slicewise') slicewise.freeze();
        const rate = await measureRound(plane, send, settings);
        slicewise.thaw();
        await sleep(CATCH_UP_MS);
        if (round > 0) rates[variant].push(rate);
        progress(`${nodes} nodes, round ${round}: ${variant} ${rate.toFixed(1)} pods/s`);
      }
    }
  } finally {
    await Promise.all([nothing.stop(), slicewise.stop()]);
  }
  return rates;
}

async function measureRound(
  plane: ControlPlane,
  send: Send,
  settings: SchedulerSettings & { readonly schedulerName: string },
): Promise<number> {
  const { schedulerName } = settings;
  await createPods(send, asked.pods, schedulerName);
  const connection = connect({ kubeconfig: plane.adminKubeconfig });
  const measured = measureRate(connection, asked.pods, schedulerName);
  const scheduler = await plane.startScheduler(settings, schedulerName);
  try {
    return await measured;
  } finally {
    await scheduler.stop();
    connection.close();
    await removePods(send);
    // Everybody's caches see the nodes empty again.
    await sleep(1_000);
  }
}

function rowOf(nodes: number, rates: Rates): readonly (string | number)[] {
  const [none, nothing, ours] = VARIANTS.map((variant) => quantile(rates[variant], 0.5));
  const ratio = (ours ?? Number.NaN) / (nothing ?? Number.NaN);
  const judged = `${ratio.toFixed(2)} ${ratio >= BAR ? 'met' : 'MISSED'}`;
  return [nodes, ...[none, nothing, ours].map((rate) => (rate ?? Number.NaN).toFixed(1)), judged];
}

function report(table: readonly (readonly (string | number)[])[]): string {
  const titles = ['nodes', 'no extender', 'null extender', 'slicewise', `slicewise / null (bar ${BAR})`];
  return [
    `Pods per second through kube-scheduler, medians of ${asked.rounds} rounds of ${asked.pods} pods, names mode`,
    layoutTable(
      titles.map((title) => ({ title, align: 'right' as const })),
      table,
    ),
  ].join('\n');
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
