import library, { type Model } from 'javascript-lp-solver';

/** The package's types describe its CommonJS build, where the solver is one level deeper than in the module Node loads. */
const lpSolver = 'default' in library ? library.default : library;

/** The library's answer, which it types as unknown: its flags, its objective `result`, and the variables that are not 0. */
export type Solved = ReadonlyMap<string, unknown>;

/** Runs the library on a model. */
export function solve(model: Model): Solved {
  const answer: unknown = lpSolver.Solve(model);
  const entries: [string, unknown][] = typeof answer === 'object' && answer !== null ? Object.entries(answer) : [];
  return new Map(entries);
}
