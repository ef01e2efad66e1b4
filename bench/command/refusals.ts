import { BadInput } from '../../src/bad-input.ts';
import type { ModeSpec } from '../scenario.ts';
import { flagOf } from './option-values.ts';
import type { BenchOptions } from './options.ts';
import type { PresetName } from './presets.ts';

/** Says in a sentence what is wrong with options; undefined where nothing is. */
type Rule = (options: BenchOptions) => string | undefined;

type OptionName = keyof BenchOptions & string;

/** What a trace settles. */
const MADE_FROM_A_MIX: readonly OptionName[] = ['mix', 'load', 'order', 'lifetimes', 'counted', 'bandwidthHigh'];

const RULES: readonly Rule[] = [
  ({ preset, trace }) =>
    preset === 'trace' && trace === undefined ? '--preset: "trace" needs the file of --trace' : undefined,
  ({ preset, trace }) =>
    trace !== undefined && preset !== undefined && preset !== 'trace'
      ? `--trace: the preset "${preset}" makes its own requests; only "trace" reads them from a file`
      : undefined,
  (options) =>
    options.trace === undefined
      ? undefined
      : about(options, MADE_FROM_A_MIX, 'has no use with --trace, whose file says what is asked for and when'),
  (options) =>
    options.snapshot === undefined
      ? undefined
      : about(options, ['gpus', 'gpusPerNode'], 'has no use with --snapshot, whose GPUs are taken as they are'),
  ({ layouts, snapshot }) =>
    layouts?.includes('captured') && snapshot === undefined
      ? '--layouts: "captured" needs the layouts of --snapshot'
      : undefined,
  (options) =>
    options.order === 'fill'
      ? about(options, ['lifetimes', 'queue'], 'has no use with --order fill, whose requests never leave')
      : undefined,
  ({ bound, queue }) =>
    bound === true && queue === true
      ? '--bound: holds for policies that reject what finds no place; with --queue there is no such bound'
      : undefined,
  ({ shard, output }) =>
    shard !== undefined && output !== undefined && output !== 'json'
      ? `--output: a shard is written as JSON, which "slicewise bench merge -o ${output}" reads`
      : undefined,
  (options) =>
    options.trace === undefined ? about(options, ['traceGpuMemory'], 'has a use only with --trace') : undefined,
];

/**
 * Refuses options that make no sense together, or would be ignored.
 *
 * @throws BadInput with one sentence.
 */
export function refuseNonsense(options: BenchOptions): void {
  for (const rule of RULES) {
    const sentence = rule(options);
    if (sentence !== undefined) throw new BadInput(sentence);
  }
}

/**
 * Refuses options of static fleets where none is.
 *
 * @throws BadInput with one sentence.
 */
export function refuseUseless(options: BenchOptions, modes: readonly ModeSpec['kind'][]): void {
  if (modes.includes('static')) return;
  const sentence = about(
    options,
    ['layouts', 'kubelet', 'recutAfter', 'gpusPerNode'],
    'has a use only in static mode (--mode static)',
  );
  if (sentence !== undefined) throw new BadInput(sentence);
}

/**
 * Refuses the options of `bench` that one of its commands has no use for.
 *
 * @param what Completes "--load: has no use with ...".
 * @throws BadInput naming the first of them.
 */
export function refuseOthers(options: object, known: ReadonlySet<string>, what: string): void {
  const useless = Object.keys(options).find((name) => !known.has(name));
  if (useless !== undefined) throw new BadInput(`${flagOf(useless)}: has no use with ${what}`);
}

/** The preset that options mean. */
export function presetOf({ preset, trace }: BenchOptions): PresetName {
  return preset ?? (trace === undefined ? 'quick' : 'trace');
}

/** `--gpus-per-node has no use ...`, for the first of the options that was given. */
function about(options: BenchOptions, names: readonly OptionName[], what: string): string | undefined {
  const given = names.find((name) => options[name] !== undefined);
  return given === undefined ? undefined : `${flagOf(given)}: ${what}`;
}
