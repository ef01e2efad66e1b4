import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { formatTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { BUSY_CLUSTER } from '../cluster/generate.ts';
import { quantile } from '../statistics/quantile.ts';
import { type Comparison, compare } from './compare.ts';
import { measureNodeChange, type NodeChangeCost } from './node-change.ts';

/** What the command line asks for. */
interface Asked {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly json?: boolean;
}

/**
 * `npm run bench:latency`: what a scheduling cycle costs beside an extender that decides nothing, how that grows, and what
 * a changed node costs. The machine's speed cancels out in the ratios, because the two are measured in turn.
 */
const asked = new Command('npm run bench:latency --')
  .description('Latency of filter and prioritize beside a null extender, for clusters of several sizes.')
  .option(
    '--sizes <counts>',
    'numbers of nodes, of 8 GPUs each',
    (text) => text.split(',').map(positive),
    [100, 1000, 5000],
  )
  .option('--rounds <count>', 'scheduling cycles to measure, after 150 to warm up', positive, 500)
  .option('--json', 'print every measured time')
  .parse()
  .opts<Asked>();

/** Names of 38 characters, as long as cloud providers make them. */
const DOMAIN = '.dc1.cluster.example.internal';
const BARS = { nodes: 5000, p50: 1.3, p99: 1.6 };

const cluster = { ...BUSY_CLUSTER, domain: DOMAIN };
const folder = await mkdtemp(path.join(tmpdir(), 'slicewise-bench-'));
try {
  const comparisons: Comparison[] = [];
  for (const nodes of asked.sizes) {
    progress(`${nodes} nodes: filter and prioritize beside the null extender`);
    comparisons.push(await measure({ ...cluster, nodes }));
  }
  const byPods: Comparison[] = [];
  for (const load of [0.15, 0.9]) {
    progress(`1000 nodes, ${Math.round(load * 100)} % of instances used`);
    byPods.push(await measure({ ...cluster, nodes: 1000, load }));
  }
  progress('a changed node');
  const changes = asked.sizes.map((nodes) => measureNodeChange({ ...cluster, nodes }));
  if (asked.json === true) process.stdout.write(`${JSON.stringify({ comparisons, byPods, changes })}\n`);
  else process.stdout.write(`${report(comparisons, byPods, changes)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

function measure(options: typeof cluster & { readonly nodes: number }): Promise<Comparison> {
  return compare({ cluster: options, rounds: asked.rounds, warmUp: 150, folder });
}

function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}

function report(
  comparisons: readonly Comparison[],
  byPods: readonly Comparison[],
  changes: readonly NodeChangeCost[],
): string {
  return [
    'Filter and prioritize of one pod over loopback, names mode, 8 GPUs to a node; milliseconds',
    comparisonTable(comparisons),
    ...comparisons.filter(({ nodes }) => nodes === BARS.nodes).map(judgeBars),
    '',
    'The same at 1,000 nodes with few pods and with many',
    comparisonTable(byPods),
    '',
    'Filter alone in one process, by what changed since the last answer; milliseconds',
    formatTable(
      ['nodes', 'first answer', 'nothing', 'one node'].map((title) => ({ title, align: 'right' as const })),
      changes.map(({ nodes, firstAnswer, unchanged, afterChange }) => [
        nodes,
        firstAnswer.toFixed(1),
        unchanged.toFixed(3),
        afterChange.toFixed(3),
      ]),
    ),
  ].join('\n');
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const titles = ['nodes', 'pods', 'passed', 'p50', 'null p50', 'ratio', 'p99', 'null p99', 'ratio'];
  return formatTable(
    titles.map((title) => ({ title, align: 'right' })),
    comparisons.map(({ nodes, pods, passed, slicewise, nothing }) => [
      nodes,
      pods,
      passed,
      ...[0.5, 0.99].flatMap((share) => {
        const [ours, none] = [quantile(slicewise.both, share), quantile(nothing.both, share)];
        return [ours.toFixed(2), none.toFixed(2), (ours / none).toFixed(2)];
      }),
    ]),
  );
}

function judgeBars({ slicewise, nothing }: Comparison): string {
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(slicewise.both, share) / quantile(nothing.both, share));
  const say = (ratio: number | undefined, bar: number): string => ((ratio ?? Number.NaN) <= bar ? 'met' : 'MISSED');
  return `  bars at ${BARS.nodes} nodes: p50 within ${BARS.p50} ${say(p50, BARS.p50)}, p99 within ${BARS.p99} ${say(p99, BARS.p99)}`;
}
