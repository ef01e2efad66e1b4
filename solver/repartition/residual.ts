import { type IntegerProgram, roundedRelaxation, solveIntegerProgram, type TimeLimit } from './integer-program.ts';
import type { LayoutAmounts, LayoutProgram } from './layout-program.ts';
import type { LossStep, NearBest, NearBestOption } from './near-best.ts';

/** What is left of a layout program once options that are of no use are ruled out. */
export interface Residual {
  readonly program: LayoutProgram;
  readonly left: NearBest;
  readonly groups: readonly Group[];
  readonly losses: IntegerProgram;
}

/**
 * Puts what is left of a layout program as an integer program over losses: with prices c,
 *
 *     objective  =  L(c)  -  losses of the options  -  losses of the totals  -  c * instances that nobody buys
 *
 * which leaves only small numbers to compare. Every class starts from its best option and every total from its peak;
 * classes whose options differ from the best in the same ways become one.
 */
export function residualOf(program: LayoutProgram, left: NearBest): Residual {
  const groups = groupsOf(left);
  const columns = new Map<string, { value: number; rows: ReadonlyMap<string, number> }>();
  const bounds = new Map<string, { min?: number; max?: number }>([['loss', { max: left.most }]]);
  const lose = (name: string, loss: number, rows: readonly (readonly [row: string, coefficient: number])[]): void => {
    if (loss <= left.most) columns.set(name, { value: loss, rows: new Map([['loss', loss], ...rows]) });
  };
  for (const [profile, { made, peak, fewer, further, price }] of left.totals.entries()) {
    const total = `total ${profile}`;
    bounds.set(total, { min: peak - made, max: peak - made });
    const step = (name: string, sign: 1 | -1, { loss, count }: LossStep): void => {
      bounds.set(name, { max: count });
      lose(name, loss, [
        [total, sign],
        [name, 1],
      ]);
    };
    for (const [at, each] of fewer.entries()) step(`fewer ${profile} ${at}`, 1, each);
    for (const [at, each] of further.entries()) step(`further ${profile} ${at}`, -1, each);
    lose(`unsold ${profile}`, price, [[total, -1]]);
  }
  for (const [group, { count, differences }] of groups.entries()) {
    bounds.set(`gpus ${group}`, { max: count });
    for (const [at, { counts, loss }] of differences.entries()) {
      const made = counts.flatMap((each, profile) => (each === 0 ? [] : [[`total ${profile}`, each] as const]));
      lose(`option ${group} ${at}`, loss, [[`gpus ${group}`, 1], ...made]);
    }
  }
  return { program, left, groups, losses: { goal: 'least', columns, bounds } };
}

/** A solution that need not be a good one: the best fractions of GPUs rounded down, the rest at the best options by price. */
export function roundedSolution(residual: Residual): LayoutAmounts | undefined {
  const amounts = roundedRelaxation(residual.losses);
  return amounts === undefined ? undefined : amountsOf(residual, amounts);
}

/** The best solution, undefined if none was found in time, and what none is worth more than. */
export interface ResidualSolution {
  readonly amounts: LayoutAmounts | undefined;
  readonly bound: number;
}

/** Decides among what is left. Undefined where certainly no solution is better than the known one. */
export function solveResidual(residual: Residual, limit: TimeLimit): ResidualSolution | undefined {
  const { left, losses } = residual;
  const solved = solveIntegerProgram(losses, limit);
  if (solved.status === 'infeasible') return undefined;
  const least = solved.status === 'optimal' ? solved.value : solved.bound;
  return {
    amounts: solved.status === 'unknown' ? undefined : amountsOf(residual, solved.amounts),
    bound: Math.floor((left.bound - least) / left.parts),
  };
}

/** Classes that are alike in what is left of them. */
interface Group {
  readonly count: number;
  readonly members: readonly number[];
  /** What the second, third ... option left has more than the first. */
  readonly differences: readonly NearBestOption[];
}

function groupsOf({ classes }: NearBest): readonly Group[] {
  const groups = new Map<string, { count: number; members: number[]; differences: readonly NearBestOption[] }>();
  for (const [member, { count, options }] of classes.entries()) {
    const [first, ...others] = options;
    if (first === undefined || others.length === 0) continue;
    const differences = others.map(({ index, counts, loss }) => ({
      index,
      counts: counts.map((each, profile) => each - (first.counts[profile] ?? 0)),
      loss,
    }));
    const key = differences.map(({ counts, loss }) => `${counts} ${loss}`).join(';');
    const group = groups.get(key) ?? { count: 0, members: [], differences };
    group.count += count;
    group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Hands the amounts of each group to its members in turn. */
function amountsOf({ program, left, groups }: Residual, chosen: ReadonlyMap<string, number>): LayoutAmounts {
  const amounts = program.classes.map(({ count, options }, at) => {
    const first = left.classes[at]?.options[0]?.index;
    return options.map((_, index) => (index === first ? count : 0));
  });
  for (const [group, { members, differences }] of groups.entries()) {
    const rest = differences.map((_, at) => chosen.get(`option ${group} ${at}`) ?? 0);
    for (const member of members) {
      const [first, ...others] = left.classes[member]?.options ?? [];
      const here = amounts[member] ?? [];
      const from = first?.index ?? 0;
      for (const [at, { index }] of others.entries()) {
        const taken = Math.min(rest[at] ?? 0, here[from] ?? 0);
        here[from] = (here[from] ?? 0) - taken;
        here[index] = (here[index] ?? 0) + taken;
        rest[at] = (rest[at] ?? 0) - taken;
      }
    }
  }
  return amounts;
}
