import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { formatTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { startControlPlane } from '../../test/control-plane/control-plane.ts';
import { BUSY_CLUSTER, generateCluster } from '../cluster/generate.ts';
import { quantile } from '../statistics/quantile.ts';
import { measureBindingDelays, targetNode } from './binding-delay.ts';
import type { LoopBlocks } from './loop-probe.ts';
import { createSender, populate } from './populate.ts';
import { startProbedSlicewise } from './probed-slicewise.ts';
import { tokenOf } from './token.ts';

/** What the command line asks for. */
interface Asked {
  readonly nodes: number;
  readonly pods: number;
  readonly rounds: number;
}

/**
 * `npm run bench:watch`: what following a large cluster costs, against a real API server: memory, the longest time for
 * which nothing else could be answered, and how soon a binding shows in answers.
 */
const asked = new Command('npm run bench:watch --')
  .description('Memory, event-loop blocks and delay of slicewise that follows a real API server.')
  .option('--nodes <count>', 'nodes, of 8 GPUs each', positive, 5000)
  .option('--pods <count>', 'pods', positive, 50_000)
  .option('--rounds <count>', 'pods to bind one after the other', positive, 100)
  .parse()
  .opts<Asked>();

const BARS = { peakMiB: 350, syncMs: 200, steadyMs: 20, delayMs: 50 };

const COLUMNS = [
  { title: '', align: 'left' },
  { title: 'measured', align: 'right' },
  { title: 'bar', align: 'left' },
] as const;

/** What share of instances is used decides how many pods are on nodes; the others wait. */
const LOAD = 0.38;

/** Quiet time before and after the bindings, in milliseconds: long enough for a major collection or two. */
const QUIET_MS = 5_000;

const plane = await startControlPlane();
try {
  const cluster = { ...BUSY_CLUSTER, nodes: asked.nodes, load: LOAD, pending: 0 };
  const bound = generateCluster(cluster).items.length - asked.nodes;
  const list = generateCluster({ ...cluster, pending: Math.max(0, asked.pods - bound) });
  const targets = Array.from({ length: asked.rounds }, (_, index) => targetNode(index));
  const target = {
    server: plane.server,
    ca: plane.authority.cert,
    token: await tokenOf(plane.adminKubeconfig),
  };
  progress(`writing ${asked.nodes} nodes and ${list.items.length - asked.nodes} pods to the API server`);
  await populate(target, [...list.items, ...targets], (done) => done % 5000 === 0 && progress(`  ${done}`));

  progress('starting slicewise');
  const slicewise = await startProbedSlicewise(plane.folder, plane.adminKubeconfig);
  const agent = new https.Agent({ keepAlive: true, ca: target.ca });
  try {
    const sync = await slicewise.readBlocks();
    await sleep(QUIET_MS);
    progress('binding pods');
    const send = createSender(target, agent);
    // The first answer of a kind judges every node, which is the extender's cost and not the watch's.
    const delays = await measureBindingDelays(send, slicewise.url, asked.rounds);
    await sleep(QUIET_MS);
    const steady = await slicewise.readBlocks();
    for (const page of ['/metrics', '/plain', '/map.json']) await (await fetch(`${slicewise.url}${page}`)).text();
    const shown = await slicewise.readBlocks();
    process.stdout.write(`${report({ readyMs: slicewise.readyMs, sync, steady, shown, delays })}\n`);
  } finally {
    agent.destroy();
    await slicewise.stop();
  }
} finally {
  await plane.stop();
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

interface Measured {
  readonly readyMs: number;
  readonly sync: LoopBlocks;
  readonly steady: LoopBlocks;
  /** While a scrape and a page were answered. */
  readonly shown: LoopBlocks;
  readonly delays: readonly number[];
}

function report({ readyMs, sync, steady, shown, delays }: Measured): string {
  const rows: readonly (readonly [what: string, value: string, bar: string])[] = [
    ['ready after, s', (readyMs / 1000).toFixed(1), ''],
    ['longest block while syncing, ms of the thread (by the clock)', blocksOf(sync), judge(sync.cpuMs, BARS.syncMs)],
    ['longest block afterwards, ms of the thread (by the clock)', blocksOf(steady), judge(steady.cpuMs, BARS.steadyMs)],
    ['longest block by a scrape and a page, ms of the thread (by the clock)', blocksOf(shown), ''],
    ['most memory, MiB', steady.peakMiB.toFixed(0), judge(steady.peakMiB, BARS.peakMiB)],
    ['the same after a scrape and a page, MiB', shown.peakMiB.toFixed(0), judge(shown.peakMiB, BARS.peakMiB)],
    [
      'binding shows in answers after, ms, median',
      quantile(delays, 0.5).toFixed(1),
      judge(quantile(delays, 0.5), BARS.delayMs),
    ],
    ['the same, 99 of 100', quantile(delays, 0.99).toFixed(1), ''],
  ];
  return [
    `Following a real API server with ${asked.nodes} nodes and ${asked.pods} pods`,
    formatTable(COLUMNS, rows),
  ].join('\n');
}

function blocksOf({ cpuMs, wallMs }: LoopBlocks): string {
  return `${cpuMs.toFixed(1)} (${wallMs.toFixed(1)})`;
}

function judge(value: number, bar: number): string {
  return `${bar} ${value <= bar ? 'met' : 'MISSED'}`;
}
