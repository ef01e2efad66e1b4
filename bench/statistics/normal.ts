/**
 * The probability that a standard normal variable is at most `x`, within 1e-15: Marsaglia's series
 * `1/2 + density(x) (x + x^3/3 + x^5/(3*5) + ...)` (Evaluating the Normal Distribution, 2004). Farther than 8 from 0
 * it is 0 or 1.
 */
export function normalProbability(x: number): number {
  if (Math.abs(x) > 8) return x < 0 ? 0 : 1;
  let [sum, term] = [x, x];
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The inverse of {@link normalProbability} by bisection. Near 8 from 0 it ends. */
export function normalQuantile(probability: number): number {
  let [low, high] = [-8, 8];
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
}
