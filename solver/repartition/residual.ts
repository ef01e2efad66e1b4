import { type IntegerProgram, solveIntegerProgram, type TimeLimit } from './integer-program.ts';
import type { LayoutAmounts, LayoutOption, LayoutProgram } from './layout-program.ts';
import type { NearBest } from './near-best.ts';
import type { WorthStep } from './worth.ts';

/** What is known of the best solution among those that are left. `bound` is the most that its objective can be. */
export interface ResidualSolution {
  readonly amounts: LayoutAmounts | undefined;
  readonly bound: number;
}

/**
 * Decides among the options that are left, by an integer program over differences: every class starts from its first
 * option, classes whose options differ from that in the same ways become one, and of the worth only the steps are looked at
 * that may or may not be reached.
 *
 * Undefined where the program has no solution, which is certain: nothing among what is left will do.
 */
export function solveResidual(program: LayoutProgram, left: NearBest, limit: TimeLimit): ResidualSolution | undefined {
  const groups = groupsOf(program, left);
  const base = program.worth.map(() => 0);
  let constant = 0;
  for (const [index, { count, options }] of program.classes.entries()) {
    const first = options[left.options[index]?.[0] ?? 0];
    constant -= count * (first?.cost ?? 0);
    for (const [profile, each] of (first?.counts ?? []).entries()) base[profile] = (base[profile] ?? 0) + count * each;
  }
  const columns = new Map<string, { value: number; rows: Map<string, number> }>();
  const bounds = new Map<string, { min?: number; max?: number }>();
  for (const [profile, steps] of program.worth.entries()) {
    const { least, most } = left.totals[profile] ?? { least: 0, most: 0 };
    const certain = stepsBetween(steps, 0, least);
    constant += certain.reduce((sum, { worth, count }) => sum + worth * count, 0);
    bounds.set(`total ${profile}`, { min: least - (base[profile] ?? 0) });
    for (const [at, { worth, count }] of stepsBetween(steps, least, most).entries()) {
      columns.set(`worth ${profile} ${at}`, {
        value: worth,
        rows: new Map([
          [`total ${profile}`, -1],
          [`step ${profile} ${at}`, 1],
        ]),
      });
      bounds.set(`step ${profile} ${at}`, { max: count });
    }
  }
  for (const [group, { count, differences }] of groups.entries()) {
    bounds.set(`gpus ${group}`, { max: count });
    for (const [at, { counts, cost }] of differences.entries()) {
      const rows = new Map([[`gpus ${group}`, 1]]);
      for (const [profile, each] of counts.entries()) if (each !== 0) rows.set(`total ${profile}`, each);
      columns.set(`option ${group} ${at}`, { value: -cost, rows });
    }
  }
  const residual: IntegerProgram = { goal: 'most', columns, bounds };
  const solved = solveIntegerProgram(residual, limit);
  if (solved.status === 'infeasible') return undefined;
  if (solved.status === 'unknown') return { amounts: undefined, bound: solved.bound + constant };
  const bound = (solved.status === 'optimal' ? solved.value : solved.bound) + constant;
  return { amounts: amountsOf(program, left, groups, solved.amounts), bound };
}

/** Classes that are alike in what is left of them. */
interface Group {
  readonly count: number;
  readonly members: readonly number[];
  /** Of the second, third ... option left from the first. */
  readonly differences: readonly LayoutOption[];
}

function groupsOf({ classes }: LayoutProgram, left: NearBest): readonly Group[] {
  const groups = new Map<string, { count: number; members: number[]; differences: readonly LayoutOption[] }>();
  for (const [index, { count, options }] of classes.entries()) {
    const [first, ...others] = (left.options[index] ?? []).flatMap((at) => options[at] ?? []);
    if (first === undefined || others.length === 0) continue;
    const differences = others.map(({ counts, cost }) => ({
      counts: counts.map((each, profile) => each - (first.counts[profile] ?? 0)),
      cost: cost - first.cost,
    }));
    const key = differences.map(({ counts, cost }) => `${counts} ${cost}`).join(';');
    const group = groups.get(key) ?? { count: 0, members: [], differences };
    group.count += count;
    group.members.push(index);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The steps from the instance after `from` to the one at `to`. */
function stepsBetween(steps: readonly WorthStep[], from: number, to: number): readonly WorthStep[] {
  let at = 0;
  return steps.flatMap(({ worth, count }) => {
    const [start, end] = [Math.max(at, from), Math.min(at + count, to)];
    at += count;
    return end > start ? [{ worth, count: end - start }] : [];
  });
}

/** Hands the amounts of each group to its members in turn. */
function amountsOf(
  { classes }: LayoutProgram,
  left: NearBest,
  groups: readonly Group[],
  chosen: ReadonlyMap<string, number>,
): LayoutAmounts {
  const amounts = classes.map(({ count, options }, index) =>
    options.map((_, at) => (at === (left.options[index]?.[0] ?? 0) ? count : 0)),
  );
  for (const [group, { members, differences }] of groups.entries()) {
    const rest = differences.map((_, at) => chosen.get(`option ${group} ${at}`) ?? 0);
    for (const index of members) {
      const [first = 0, ...others] = left.options[index] ?? [];
      const here = amounts[index] ?? [];
      for (const [at, option] of others.entries()) {
        const taken = Math.min(rest[at] ?? 0, here[first] ?? 0);
        here[first] = (here[first] ?? 0) - taken;
        here[option] = (here[option] ?? 0) + taken;
        rest[at] = (rest[at] ?? 0) - taken;
      }
    }
  }
  return amounts;
}
