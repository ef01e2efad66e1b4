import { performance } from 'node:perf_hooks';
import { Command } from 'commander';
import FlatQueue from 'flatqueue';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import { policies } from '../../solver/placement/policies.ts';
import type { Policy } from '../../solver/placement/policy.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { formatTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { type Seat, UNMARKED } from '../replay/chooser.ts';
import { createFleet } from '../replay/fleet.ts';
import { createRankedChooser } from '../replay/ranked-chooser.ts';
import type { Scenario } from '../scenario.ts';
import { quantile } from '../statistics/quantile.ts';
import { createWorkload } from '../workload/create-workload.ts';
import { demandOf } from '../workload/demand-of.ts';
import { fleetModel } from '../workload/fleet-model.ts';
import { mixOn } from '../workload/mixes.ts';
import type { Workload } from '../workload/workload.ts';

/** What the command line asks for. */
interface Asked {
  readonly sizes: readonly number[];
  readonly rounds: number;
}

/** `npm run bench:decisions`: how many places a second one core finds on a busy fleet, and what that costs in a larger one. */
const asked = new Command('npm run bench:decisions --')
  .description('Placement decisions a second on one core, by number of GPUs.')
  .option('--sizes <counts>', 'numbers of GPUs', (text) => text.split(',').map(positive), [100, 1_000, 10_000])
  .option('--rounds <count>', 'rounds, each with all sizes in turn', positive, 5)
  .parse()
  .opts<Asked>();

const BAR = 200_000;
const DECISIONS = 200_000;
const NAMES = ['phi', 'best-fit', 'first-fit', 'mfi-gated'];

const contestants = policies.filter(({ name }) => NAMES.includes(name));
const workloads = asked.sizes.map((gpus) => ({ gpus, workload: busy(gpus) }));
const rates = new Map<string, number[]>();
for (let round = 0; round <= asked.rounds; round++) {
  for (const policy of contestants) {
    for (const { gpus, workload } of workloads) {
      const rate = measure(policy, workload, gpus);
      const id = `${policy.name} ${gpus}`;
      // Round 0 warms up and does not count.
      if (round > 0) rates.set(id, [...(rates.get(id) ?? []), rate]);
    }
  }
}
const rows = contestants.map(({ name }) => [
  name,
  ...asked.sizes.map((gpus) => Math.round(quantile(rates.get(`${name} ${gpus}`) ?? [], 0.5)).toLocaleString('en')),
]);
const columns = [
  { title: 'policy', align: 'left' as const },
  ...asked.sizes.map((gpus) => ({ title: `${gpus.toLocaleString('en')} GPUs`, align: 'right' as const })),
];
process.stdout.write(`Placement decisions a second on one core, each with the departure of another instance; medians of ${asked.rounds} rounds.
A100-40GB, uniform mix at load 0.85. Bar: ${BAR.toLocaleString('en')} at 1,000 GPUs.
${formatTable(columns, rows)}
`);

/** As many requests as make the decisions that are timed, after those that fill the fleet. */
function busy(gpus: number): Workload {
  const model = fleetModel('A100-40GB');
  const fleet = { model: model.name, gpus, gpusPerNode: 8 };
  const mix = mixOn(model, 'uniform');
  if (mix === undefined) throw new Error('there is no uniform mix');
  const slices = model.profiles.reduce((sum, { name, memory }) => sum + (mix.shares[name] ?? 0) * memory, 0);
  const perLifetime = (0.85 * gpus * model.memorySlices) / slices;
  const scenario: Scenario = {
    fleet,
    workload: {
      kind: 'generated',
      order: 'poisson',
      mix,
      load: 0.85,
      lifetimes: { kind: 'exponential' },
      warmUp: 3,
      counted: DECISIONS / perLifetime,
      bandwidthHigh: 0,
    },
    mode: { kind: 'carve' },
    queue: false,
  };
  return createWorkload(scenario, 1);
}

/** Decisions a second once the fleet is full. */
function measure(policy: Policy, workload: Workload, gpus: number): number {
  const { at, lifetime, profile, warmUp, model } = workload;
  const fleet = createFleet(layoutTable(model), gpus);
  const chooser = createRankedChooser(fleet, createRater({ policy, demand: demandOf(workload) }).of(model));
  const departures = new FlatQueue<number>(at.length);
  const seats: (Seat | undefined)[] = [];
  let [started, first] = [0, 0];
  for (const [request, now] of at.entries()) {
    if (started === 0 && now >= warmUp) [started, first] = [performance.now(), request];
    while ((departures.peekValue() ?? Number.POSITIVE_INFINITY) <= now) {
      const seat = seats[departures.pop() ?? -1];
      if (seat !== undefined) fleet.remove(seat.gpu, seat.placement);
    }
    const seat = chooser.choose(profile[request] ?? 0, UNMARKED);
    seats.push(seat);
    if (seat === undefined) continue;
    fleet.put(seat.gpu, seat.placement);
    departures.push(request, now + (lifetime[request] ?? 0));
  }
  return ((at.length - first) / (performance.now() - started)) * 1000;
}
