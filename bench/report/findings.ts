import { counted } from '../../src/counted.ts';
import { FEWEST_SEEDS } from './estimate.ts';
import { grouped, interval, listed, percent, points, significant } from './figures.ts';
import { DEFAULT_POLICY } from './policy-roles.ts';
import { type Bought, type Compared, movesBought, standingOf, winners } from './standing.ts';
import { type BenchSummary, policyIn } from './summary.ts';

/** What a bench shows, in sentences that stand alone. */
export interface Findings {
  /** Which replays are missing; absent where none is. */
  readonly missing: string | undefined;
  /** Which of the policies that only place accepts the most. */
  readonly winner: string | undefined;
  /** Whether the default is significantly worse than any of them, and where. */
  readonly standing: string | undefined;
  /** How far the default stays behind the oracle. */
  readonly gap: string | undefined;
  /** What moves close of the gap to the repack oracle. */
  readonly moves: string | undefined;
}

/** Finds the sentences in the figures. */
export function findingsOf(summary: BenchSummary): Findings {
  return {
    missing: missingText(summary),
    winner: winnerText(summary),
    standing: standingText(summary),
    gap: gapText(summary),
    moves: movesText(summary),
  };
}

/** `best-fit +0.21 [+0.10, +0.31] (uniform, load 0.85)`. */
export function comparedText({ scenario, policy, comparison }: Compared): string {
  return `${policy.policy} ${points(comparison.mean)}${interval(comparison)} (${scenario.name})`;
}

function missingText({ planned, made }: BenchSummary): string | undefined {
  if (made >= planned) return undefined;
  return `Not all is here: ${grouped(made)} of ${grouped(planned)} replays were made. Figures may change.`;
}

function winnerText(summary: BenchSummary): string | undefined {
  const [first, ...others] = winners(summary);
  if (first === undefined) return undefined;
  const [policy, count] = first;
  const total = others.reduce((sum, [, each]) => sum + each, count);
  const lead = `Of the policies that only place, ${policy} accepts the most slices`;
  if (others.length > 0) {
    const rest = listed(others.map(([other, each]) => `${other} in ${each}`));
    return `${lead} in ${count} of ${total} scenarios, ${rest}.`;
  }
  return `${lead}${total === 1 ? '' : total === 2 ? ' in both scenarios' : ` in all ${total} scenarios`}.`;
}

function standingText(summary: BenchSummary): string | undefined {
  const { compared, judged, losses } = standingOf(summary);
  if (compared === 0) return undefined;
  if (judged === 0)
    return `Too few seeds to tell whether ${DEFAULT_POLICY} is worse than another: at least ${FEWEST_SEEDS} are needed.`;
  if (losses.length === 0) {
    const among = judged === 1 ? 'one comparison' : `${grouped(judged)} comparisons`;
    return `${DEFAULT_POLICY} is nowhere significantly worse than a policy without moves (${among}, 95 % intervals of paired differences).`;
  }
  const chance = judged < 40 ? '' : `; about ${Math.round(judged / 40)} would be by chance alone if all were equal`;
  const where = listed(losses.map(comparedText), 3, '; ');
  return `${DEFAULT_POLICY} is significantly worse than a policy without moves in ${losses.length} of ${counted(judged, 'comparison')}${chance}. In points of slices: ${where}.`;
}

function gapText({ scenarios }: BenchSummary): string | undefined {
  const gaps = scenarios.flatMap((scenario) => policyIn(scenario, DEFAULT_POLICY)?.toRepack?.mean ?? []);
  if (gaps.length === 0) return undefined;
  return `${DEFAULT_POLICY} stays ${spread(gaps, (gap) => percent(gap))} points short of what perfect repacking would accept.`;
}

function movesText({ scenarios }: BenchSummary): string | undefined {
  const bought = scenarios.flatMap(movesBought).filter(({ allowed }) => allowed > 0);
  const two = bought.filter(({ allowed }) => allowed === 2);
  const [first, ...others] = two.length > 0 ? two : bought.filter(({ policy }) => policy === bought.at(-1)?.policy);
  if (first === undefined) return undefined;
  const all = [first, ...others];
  const price = (of: readonly Bought[]): string =>
    `for ${spread(
      of.map(({ movesPerThousand }) => movesPerThousand),
      significant,
    )} moves per 1,000 requests`;
  const closing = all.filter(({ closed }) => closed !== undefined);
  if (closing.length > 0) {
    const share = spread(
      closing.map(({ closed = 0 }) => closed),
      (value) => percent(value, 0),
    );
    return `${first.policy} closes ${share} % of the gap between ${DEFAULT_POLICY} and perfect repacking, ${price(closing)}.`;
  }
  const gains = all.flatMap(({ gain }: Bought) => gain?.mean ?? []);
  if (gains.length === 0) return undefined;
  return `${first.policy} accepts ${spread(gains, (value) => points(value))} points more slices than ${DEFAULT_POLICY}, ${price(all)}.`;
}

/** `13`, or `4 to 15` where values differ as written. */
function spread(values: readonly number[], write: (value: number) => string): string {
  const [least, most] = [write(Math.min(...values)), write(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}
