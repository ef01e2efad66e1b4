import library, { type Model } from 'javascript-lp-solver';

/** The package's types describe its CommonJS build, where the solver is one level deeper than in the module Node loads. */
const lpSolver = 'default' in library ? library.default : library;

/** The library's answer, which it types as unknown: its flags, its objective `result`, and the variables that are not 0. */
export type Solved = ReadonlyMap<string, unknown>;

/**
 * Runs the library on a model. Undefined where it found no end: on one in a few thousand models of ours the first phase of
 * its simplex algorithm goes round in circles for ever, past its own guards and its time limit. With rows and columns the
 * other way round it takes another path, so that is tried, too.
 */
export function solve(model: Model): Solved | undefined {
  return attempt(model) ?? attempt(reversed(model));
}

function attempt(model: Model): Solved | undefined {
  try {
    const answer: unknown = lpSolver.Solve(model);
    const entries: [string, unknown][] = typeof answer === 'object' && answer !== null ? Object.entries(answer) : [];
    return new Map(entries);
  } catch (error) {
    if (error instanceof Endless) return undefined;
    throw error;
  }
}

function reversed(model: Model): Model {
  const turned = <T>(parts: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(parts).toReversed());
  return { ...model, constraints: turned(model.constraints), variables: turned(model.variables) };
}

class Endless extends Error {}

/** Exchanges for each row and column that the first phase may take. Two or three are usual. */
const MOST_EXCHANGES = 20;

// The library has no limit of its own for this, and leaves no other place to set one.
const { prototype } = lpSolver.Tableau;
const { phase1, pivot } = prototype;
let left = Number.POSITIVE_INFINITY;
prototype.phase1 = function (): number {
  left = MOST_EXCHANGES * (this.width + this.height);
  try {
    return phase1.call(this);
  } finally {
    left = Number.POSITIVE_INFINITY;
  }
};
prototype.pivot = function (row, column): void {
  if (--left < 0) throw new Endless();
  pivot.call(this, row, column);
};
