import { Command } from 'commander';
import type { Pool } from '../../solver/headroom/pool.ts';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { noDemand } from '../../solver/placement/demand.ts';
import { phi } from '../../solver/placement/phi.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { findGainfulMoves } from '../../solver/repartition/gainful-moves.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { geometryClasses, poolGpus } from '../../solver/repartition/layout-classes.ts';
import type { LayoutClass } from '../../solver/repartition/layout-program.ts';
import { planLayouts } from '../../solver/repartition/plan-layouts.ts';
import { planReshape } from '../../solver/repartition/reshape.ts';
import { classesOf } from '../../solver/repartition/reshape-classes.ts';
import type { Worth } from '../../solver/repartition/worth.ts';
import { formatTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { loadHighs } from '../bounds/load-highs.ts';
import { createRandom } from '../cluster/random.ts';
import { podsOf, randomPool, worthAt } from './random-pool.ts';
import { byHighs, byLpSolver, type WholeSolution } from './whole-program.ts';

/** What the command line asks for. */
interface Asked {
  readonly nodes: readonly number[];
  readonly seconds: number;
  readonly seed: number;
}

/**
 * `npm run bench:repartition`: how long each rung of the ladder takes on pools of A100-40GB in any state, how far its answer
 * could be from the best, and what javascript-lp-solver and HiGHS do with the same program as a whole.
 */
const asked = new Command('npm run bench:repartition --')
  .description(
    'Time, objective and gap of the three rungs, beside javascript-lp-solver and HiGHS on the whole program.',
  )
  .option('--nodes <counts>', 'sizes of the pool in nodes of 8 GPUs, with commas between', counts, [10, 100, 1000])
  .option('--seconds <count>', 'most time for each solver and program', positive, 5)
  .option('--seed <number>', 'seed of the pools', positive, 1)
  .parse()
  .opts<Asked>();

/** Shares of instances in use, and of memory slices that are needed in the mean. */
const USED = 0.6;
const LOADS = { reshape: [0.2, 0.4, 0.8], moves: [0.2, 0.6], repartition: [0.6, 0.9] };
const COSTS = { perGpu: 20, perPod: 20 };
const CAPACITY_SHARE = 0.8;

const model = gpuModels.find(({ name }) => name === 'A100-40GB') ?? fail('the catalogue lacks the A100-40GB');
const table = layoutTable(model);
const rater = createRater({ policy: phi, demand: noDemand });
const limit: TimeLimit = { now: () => performance.now(), milliseconds: asked.seconds * 1000 };
const highs = await loadHighs();

interface Planned {
  readonly objective: number;
  readonly bound: number;
  readonly more: string;
  /** Classes as the solver sees them, where there is a program to compare. */
  readonly classes?: readonly LayoutClass[];
}

const rows: string[][] = [];
for (const [rung, loads] of Object.entries(LOADS)) {
  for (const nodes of asked.nodes) {
    const pool = randomPool(model, nodes, USED, createRandom(asked.seed));
    for (const load of loads) {
      const worth = worthAt(model, nodes, load);
      const { result, ms } = timed(() => plan(rung, pool, worth));
      const { objective, bound, more, classes } = result;
      const whole = classes === undefined ? ['', ''] : besideOthers(classes, worth, objective);
      rows.push([rung, String(nodes), String(load), ms, String(objective), String(bound - objective), more, ...whole]);
      process.stderr.write(`${rows.at(-1)?.join('  ')}\n`);
    }
  }
}
const columns = [
  ['rung', 'left'],
  ['nodes', 'right'],
  ['load', 'right'],
  ['ms (of CPU)', 'right'],
  ['objective', 'right'],
  ['gap', 'right'],
  ['', 'left'],
  ['lp-solver', 'left'],
  ['HiGHS', 'left'],
] as const;
process.stdout.write(
  `${formatTable(
    columns.map(([title, align]) => ({ title, align })),
    rows,
  )}\n`,
);

function plan(rung: string, pool: Pool, worth: Worth): Planned {
  const movable = pool.nodes.map(podsOf);
  const profiles = model.profiles.filter(({ ordinal }) => (worth[ordinal] ?? []).length > 0);
  const nobody = { mayRunOn: () => true, disruptionsAllowed: new Map<string, number>() };
  if (rung === 'reshape') {
    const { objective, bound, destroyed, destroyedBound } = planReshape({ pool, worth, limit });
    const all = classesOf(
      table,
      pool.nodes.flatMap(({ gpus }) => gpus),
      profiles,
    );
    const classes = all.map(({ count, options }) => ({
      count,
      options: options.map(({ counts }) => ({ counts, cost: 0 })),
    }));
    return { objective, bound, classes, more: `destroys ${destroyed}, at least ${destroyedBound}` };
  }
  if (rung === 'moves') {
    const nodes = pool.nodes.map((shape, node) => ({ shape, movable: movable[node] ?? [] }));
    const found = findGainfulMoves({ model, nodes, worth, rater, mostMoves: 2, limit, ...nobody });
    return { ...found, more: `${found.moves.length} moves gain ${found.objective - found.before}` };
  }
  const pods = movable.map((each) => ({ movable: each, isPinned: false }));
  const found = planLayouts({ pool, pods, worth, costs: COSTS, capacityShare: CAPACITY_SHARE, limit, ...nobody });
  const { batches, stuck, undecided, recuts } = found;
  return {
    ...found,
    classes: geometryClasses(table, poolGpus(pool, pods), profiles, COSTS),
    more: `${recuts.length} GPUs in ${batches.length} batches, ${stuck.length} nodes stuck, ${undecided.length} undecided`,
  };
}

/** The same program as a whole: how long others take, and what is said of an objective that differs. */
function besideOthers(classes: readonly LayoutClass[], worth: Worth, objective: number): readonly string[] {
  const program = { classes, worth: worth.filter((steps) => steps.length > 0) };
  const describe = ({ result, ms }: { readonly result: WholeSolution; readonly ms: string }): string =>
    `${ms} ${result.status}${result.objective === objective ? '' : ` ${result.objective ?? 'nothing'}`}`;
  return [
    describe(timed(() => byLpSolver(program, limit))),
    describe(timed(() => byHighs(highs, program, asked.seconds))),
  ];
}

/** What something takes on the clock and, in brackets, of the processor, in milliseconds. */
function timed<Result>(run: () => Result): { readonly result: Result; readonly ms: string } {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const result = run();
  const { user, system } = process.cpuUsage(used);
  return { result, ms: `${Math.round(performance.now() - start)} (${Math.round((user + system) / 1000)})` };
}

function counts(text: string): readonly number[] {
  return text.split(',').map(positive);
}

function fail(message: string): never {
  throw new Error(message);
}
