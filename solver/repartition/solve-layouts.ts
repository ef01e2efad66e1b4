import { cheapestAmounts, climb } from './climb.ts';
import type { TimeLimit } from './integer-program.ts';
import { type LayoutAmounts, type LayoutProgram, objectiveOf } from './layout-program.ts';
import { nearBest } from './near-best.ts';
import { findPrices, type Hints } from './prices.ts';
import { residualOf, roundedSolution, solveResidual } from './residual.ts';

/** A solution of a layout program, and the most that the objective of any could be. */
export interface LayoutSolution {
  /** `optimal` exactly where objective and bound are equal. */
  readonly status: 'optimal' | 'feasible';
  readonly objective: number;
  readonly bound: number;
  readonly amounts: LayoutAmounts;
}

/**
 * Solves a layout program: a good solution by climbing, a bound on all of them by prices, and an integer program over what
 * could still be better. There always is a solution, and it is always one that was checked: its objective is counted again
 * here. The time limit and the hints only end searches early; the bound stays one.
 */
export function solveLayouts(program: LayoutProgram, limit: TimeLimit, hints: Hints = {}): LayoutSolution {
  const started = limit.now();
  const left = (): number => limit.milliseconds - (limit.now() - started);
  const best = { amounts: cheapestAmounts(program), objective: Number.NEGATIVE_INFINITY };
  const offer = (amounts: LayoutAmounts): void => {
    const objective = objectiveOf(program, amounts);
    if (objective > best.objective) Object.assign(best, { amounts, objective });
  };
  offer(climb(program, best.amounts));
  const { prices, bound } = findPrices(program, () => left() <= 0, {
    ...hints,
    known: Math.max(hints.known ?? Number.NEGATIVE_INFINITY, best.objective),
  });
  // The bound is a sum of many products in floating point.
  let most = Math.floor(bound + Math.abs(bound) * 1e-12 + 1e-6);
  /** What is worth no more than this is no better. */
  const enough = (): number => best.objective + (hints.slack ?? 0);
  for (const share of SHARES) {
    if (most <= Math.max(enough(), hints.known ?? best.objective) || left() <= 0) break;
    const rounded = roundedSolution(residualOf(program, nearBest(program, prices, enough())));
    if (rounded !== undefined) offer(climb(program, rounded));
    if (most <= enough()) break;
    const residual = residualOf(program, nearBest(program, prices, enough()));
    const found = solveResidual(residual, { now: limit.now, milliseconds: left() * share });
    most = Math.min(most, found?.bound ?? enough());
    if (found?.amounts !== undefined) offer(found.amounts);
  }
  const { amounts, objective } = best;
  return most <= objective
    ? { status: 'optimal', objective, bound: objective, amounts }
    : { status: 'feasible', objective, bound: most, amounts };
}

/** The time that is left is spent in parts: whatever was found in one makes the next search smaller. */
const SHARES: readonly number[] = [0.2, 0.4, 1];
