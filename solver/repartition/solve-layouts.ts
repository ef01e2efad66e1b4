import { climb } from './climb.ts';
import type { TimeLimit } from './integer-program.ts';
import { type LayoutAmounts, type LayoutProgram, objectiveOf } from './layout-program.ts';
import { nearBest } from './near-best.ts';
import { findPrices } from './prices.ts';
import { solveResidual } from './residual.ts';

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
 * here. The time limit only ends searches early; the bound stays one.
 */
export function solveLayouts(program: LayoutProgram, limit: TimeLimit): LayoutSolution {
  const started = limit.now();
  const left = (): number => limit.milliseconds - (limit.now() - started);
  const amounts = climb(program);
  const objective = objectiveOf(program, amounts);
  const priced = findPrices(program, () => left() <= 0);
  const bound = Math.max(objective, Math.floor(priced.bound + Math.abs(priced.bound) * 1e-12));
  if (bound === objective || left() <= 0) return solution(amounts, objective, bound);

  const rest = nearBest(program, priced, objective);
  const residual = solveResidual(program, rest, { now: limit.now, milliseconds: left() });
  if (residual === undefined) return solution(amounts, objective, objective);
  const best = residual.amounts === undefined ? objective : objectiveOf(program, residual.amounts);
  const lower = Math.max(objective, Math.min(bound, residual.bound));
  return best > objective && residual.amounts !== undefined
    ? solution(residual.amounts, best, Math.max(best, lower))
    : solution(amounts, objective, lower);
}

function solution(amounts: LayoutAmounts, objective: number, bound: number): LayoutSolution {
  return { status: objective === bound ? 'optimal' : 'feasible', objective, bound, amounts };
}
