import { type LayoutAmounts, type LayoutProgram, totalsOf } from './layout-program.ts';

/** Rounds over all GPUs; few are needed until nothing changes any more. */
const MOST_ROUNDS = 20;

/** The cheapest option for every GPU. */
export function cheapestAmounts({ classes }: LayoutProgram): LayoutAmounts {
  return classes.map(({ count, options }) => {
    const cheapest = options.reduce((best, { cost }, at) => (cost < (options[best]?.cost ?? 0) ? at : best), 0);
    return options.map((_, at) => (at === cheapest ? count : 0));
  });
}

/**
 * Betters a solution of a layout program: takes the GPUs one after the other and gives each the option that is the most
 * worth beside the others, again and again until no GPU alone can do better.
 */
export function climb(program: LayoutProgram, start: LayoutAmounts): LayoutAmounts {
  const { classes, worth } = program;
  const amounts = start.map((each) => [...each]);
  const totals = [...totalsOf(program, start)];
  const most = worth.map((_, profile) =>
    classes.reduce((sum, { count, options }) => sum + count * maxOf(options, profile), 0),
  );
  const nth = worth.map((steps, profile) => nthWorth(steps, most[profile] ?? 0));

  const add = (counts: readonly number[], sign: 1 | -1): void => {
    for (const [profile, count] of counts.entries()) totals[profile] = (totals[profile] ?? 0) + sign * count;
  };
  const gainOf = ({ counts, cost }: LayoutProgram['classes'][number]['options'][number]): number => {
    let sum = -cost;
    for (let profile = 0; profile < counts.length; profile++) {
      const have = totals[profile] ?? 0;
      const each = nth[profile];
      for (let more = counts[profile] ?? 0; more > 0; more--) sum += each?.[have + more] ?? 0;
    }
    return sum;
  };
  let hasChanged = true;
  for (let round = 0; round < MOST_ROUNDS && hasChanged; round++) {
    hasChanged = false;
    for (const [index, { options }] of classes.entries()) {
      const here = amounts[index] ?? [];
      for (const [from, option] of options.entries()) {
        for (let gpus = here[from] ?? 0; gpus > 0; gpus--) {
          add(option.counts, -1);
          let [best, most] = [from, gainOf(option)];
          for (const [at, other] of options.entries()) {
            const gain = gainOf(other);
            if (gain > most) [best, most] = [at, gain];
          }
          add(options[best]?.counts ?? [], 1);
          // The next GPU of the class with this option would stay as well.
          if (best === from) break;
          here[from] = (here[from] ?? 0) - 1;
          here[best] = (here[best] ?? 0) + 1;
          hasChanged = true;
        }
      }
    }
  }
  return amounts;
}

function maxOf(options: LayoutProgram['classes'][number]['options'], profile: number): number {
  return options.reduce((most, { counts }) => Math.max(most, counts[profile] ?? 0), 0);
}

/** At n what the n-th instance is worth. */
function nthWorth(steps: LayoutProgram['worth'][number], most: number): Float64Array {
  const worths = new Float64Array(most + 1);
  let n = 1;
  for (const { worth, count } of steps) {
    const end = Math.min(most + 1, n + count);
    worths.fill(worth, n, end);
    n = end;
  }
  return worths;
}
