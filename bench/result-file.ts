import { gpuModels } from '../solver/model/catalogue.ts';
import { BadInput } from '../src/bad-input.ts';
import { checked } from '../src/cluster/checked.ts';
import type { Outcome } from './replay/outcome.ts';
import type { BenchResult } from './result.ts';
import { benchResultSchema } from './result-schema.ts';

/**
 * A bench's result as JSON, with one scenario, one replay and one bound to a line, so that two of them can be compared line
 * by line. Equal results give the same bytes, in whichever order their fields were set. Ends without a line feed.
 *
 * @throws z.ZodError where a figure makes no sense, NaN say: no reader would take the file.
 */
export function benchJson(result: BenchResult): string {
  // A schema gives its own order to the fields.
  const { scenarios, policies, runs, bounds, ...head } = benchResultSchema.parse(result);
  return [
    `${JSON.stringify(head).slice(0, -1)},`,
    `"scenarios":${lines(scenarios)},`,
    `"policies":${JSON.stringify(policies)},`,
    `"runs":${lines(runs)},`,
    `"bounds":${lines(bounds)}}`,
  ].join('\n');
}

/**
 * Reads what `benchJson` wrote.
 *
 * @param file How the text is named in messages.
 * @throws BadInput with one sentence that names the file and the first field that is wrong.
 */
export function parseBenchResult(text: string, file: string): BenchResult {
  const result = checked(benchResultSchema, parseJson(text, file));
  if (!result.ok) throw new BadInput(`${file}: ${result.error}`);
  const fault = faultOf(result.value);
  if (fault !== undefined) throw new BadInput(`${file}: ${fault}`);
  return result.value;
}

function lines(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput(`${file}: it is not JSON`);
  }
}

/** What a schema cannot see: that the parts fit each other. */
function faultOf({ scenarios, policies, runs, bounds }: BenchResult): string | undefined {
  const seen = new Set<string>();
  for (const [index, { scenario, policy, seed, outcome }] of runs.entries()) {
    const found = scenarios[scenario];
    if (found === undefined)
      return `runs.${index}.scenario is ${scenario}, but there are ${scenarios.length} scenarios`;
    if (!policies.includes(policy)) return `runs.${index}.policy is "${policy}", which is not in policies`;
    const key = `${scenario}/${seed}/${policy}`;
    if (seen.has(key)) return `runs.${index} is the second of "${policy}" with seed ${seed} in scenario ${scenario}`;
    seen.add(key);
    const profiles = gpuModels.find(({ name }) => name === found.scenario.fleet.model)?.profiles.length ?? 0;
    const field = fieldNotOfLength(outcome, profiles);
    if (field !== undefined)
      return `runs.${index}.outcome.${field} must have ${profiles} numbers, one for each profile of the model`;
  }
  const unbounded = bounds.findIndex(({ scenario }) => scenarios[scenario] === undefined);
  return unbounded < 0 ? undefined : `bounds.${unbounded}.scenario is not the number of a scenario`;
}

function fieldNotOfLength({ asked, accepted, mean, waits }: Outcome, length: number): string | undefined {
  const fields = {
    asked,
    accepted,
    'mean.asShaped': mean.asShaped,
    'mean.reshaped': mean.reshaped,
    'mean.repacked': mean.repacked,
    waits: waits ?? { length },
  };
  return Object.entries(fields).find(([, each]) => each.length !== length)?.[0];
}
