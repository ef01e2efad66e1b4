import { type Command, Option } from 'commander';
import { benchOptions, outputFileOption } from './bench-options.ts';
import { type BenchOptions, FORMATS, type MergeOptions } from './options.ts';
import { PRESET_NAMES, PRESETS } from './presets.ts';

/** Adds `slicewise bench`, with its `merge`, to a program. What they need is loaded when they run. */
export function addBench(program: Command): void {
  const bench = program
    .command('bench')
    .description('replay requests with every policy, on a generated or a captured cluster')
    .helpCommand(false)
    .addHelpText('after', presetsText());
  for (const option of benchOptions()) bench.addOption(option);
  bench.action(async (options: BenchOptions) => (await import('./run-bench.ts')).runBench(options));

  bench
    .command('policies')
    .description('list the policies that can be compared, with --mode those that decide in it')
    .action(async () => (await import('./run-policies.ts')).runPolicies(bench.opts()));

  bench
    .command('merge')
    .description('the result of a whole bench from the JSON of its shards, or of one result in another form')
    .argument('<file...>', 'what "slicewise bench" wrote with --shard or -o json')
    .addOption(new Option('-o, --output <format>', 'form of the result').choices(FORMATS).default('text'))
    .addOption(outputFileOption())
    .option('--allow-missing', 'merge what there is where shards, or parts of them, are missing')
    // commander gives options that both have to "bench", wherever they stand.
    .action(async (files: readonly string[], options: MergeOptions) =>
      (await import('./run-merge.ts')).runMerge(files, { ...options, ...bench.opts() }),
    );
}

function presetsText(): string {
  const width = Math.max(...PRESET_NAMES.map((name) => name.length));
  const lines = PRESET_NAMES.map((name, index) => {
    const usual = index === 0 ? ' (default)' : '';
    return `  ${name.padEnd(width)}  ${PRESETS[name].summary}${usual}`;
  });
  return `\nPresets:\n${lines.join('\n')}`;
}
