import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { policies } from '../../solver/placement/policies.ts';
import type { FlagValues } from '../config/layers.ts';
import { clusterOptions, snapshotOption } from './cluster-options.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { readDemandWeight, readLoad } from './demand-options.ts';
import type { ExplainOptions } from './explain.ts';
import type { FragmentationOptions } from './fragmentation.ts';
import type { LayoutsCommandOptions } from './layouts.ts';
import type { MapOptions } from './map.ts';
import { print } from './output.ts';
import type { RecommendOptions } from './recommend.ts';
import { appendedRung, RECOMMEND_FORMATS } from './recommend-options.ts';
import { configurationOptions } from './serve-options.ts';
import type { SnapshotOptions } from './snapshot.ts';
import { positive, positiveUpTo } from './whole-number.ts';

const LOADING_COMPLETION = `
To load it
  in bash:  source <(npx slicewise completion bash)
  in zsh:   source <(npx slicewise completion zsh)
  in fish:  npx slicewise completion fish | source
It completes "npx slicewise ..." and "slicewise ...".`;

/**
 * The command line. A command's module is loaded when it is run, and no other. Wrong usage ends with status 2, as bad
 * input does.
 *
 * @param name How the program was called: `slicewise`, or `kubectl slicewise`.
 * @param others Add commands that this folder may not know.
 */
export function createProgram(name: string, others: readonly ((program: Command) => void)[]): Command {
  const program = new Command(name)
    .description(
      'Places pods on MIG instances so that large profiles stay possible, and tells what is stranded and why.',
    )
    .version(packageJson.version)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError('(--help lists what can be asked)');

  const serve = program
    .command('serve')
    .description('run the kube-scheduler extender with its slice map')
    .option(
      '-c, --config <file>',
      'the configuration; flags and the environment override it; "-" reads standard input (env: SLICEWISE_CONFIG)',
    )
    .option('--print-config', 'print the configuration that is in effect, and end')
    .addOption(snapshotOption())
    .action(async (options: FlagValues) => {
      (await import('./small-heap.ts')).keepHeapSmall();
      await (await import('./serve.ts')).runServe(options);
    });
  for (const option of configurationOptions()) serve.addOption(option);

  aboutCluster(program.command('map'))
    .description('draw the memory slices of every GPU')
    .addOption(noNamespaceOption())
    .addOption(outputOption())
    .addOption(poolLabelOption())
    .addOption(
      new Option('--node <name>', 'only the GPUs of this node; give it again for another')
        .argParser((text: string, before: readonly string[]) => [...before, text])
        .default([], 'all'),
    )
    .option('--pool <name>', 'only this pool, named as the map names it')
    .option('--fold', 'draw GPUs that look alike as one row (default: from 49 GPUs on, never with -o json)')
    .option('--no-fold', 'draw every GPU')
    .action(async (options: MapOptions) => (await import('./map.ts')).runMap(options));

  aboutCluster(program.command('fragmentation'))
    .description('headroom and stranded slices, per pool and profile')
    .addOption(noNamespaceOption())
    .addOption(outputOption())
    .addOption(poolLabelOption())
    .action(async (options: FragmentationOptions) => (await import('./fragmentation.ts')).runFragmentation(options));

  aboutCluster(program.command('explain'))
    .description('why pods are pending, and the cheapest way out')
    .argument('[namespace/pod]', 'the pod; without it, every pending pod that asks for GPUs')
    .addOption(outputOption())
    .addOption(policyOption())
    .addOption(modelCostOption())
    .option(
      '-n, --namespace <name>',
      "where the pod is (default: the context's namespace); of all pending pods, only those in it",
    )
    .option('--limit <pods>', 'of all pending pods, the most to explain', positive, 50)
    .option('--max-moves <pods>', 'most pods that a way out may restart', positive, 2)
    .option('--exit-code', 'end with status 1 where a pod has no place now')
    .action(async (pod: string | undefined, options: ExplainOptions) =>
      (await import('./explain.ts')).runExplain(pod, options),
    );

  aboutCluster(program.command('recommend'))
    .description(
      'what to change, what it takes and what it gives: recut idle instances, restart a few pods, or drain nodes and cut them anew',
    )
    .addOption(
      new Option('-o, --output <format>', 'form of the answer: a script for the nodes, a configuration of mig-parted')
        .choices(RECOMMEND_FORMATS)
        .default('text'),
    )
    .option('--for <namespace/pod>', 'only what lets this pod run: the cheapest change, wherever it is')
    .option('-n, --namespace <name>', "where the pod of --for is (default: the context's namespace)")
    .addOption(
      new Option('--rung <rung>', 'only changes that go this far; give it again for another')
        .argParser(appendedRung)
        .default([], 'all')
        .conflicts('for'),
    )
    .addOption(new Option('--pool <name>', 'only this pool, named as the map names it').conflicts('for'))
    .addOption(poolLabelOption())
    .option('--max-moves <pods>', 'most pods that a change may restart, up to 8', positiveUpTo(8), 2)
    .addOption(
      new Option('--capacity-share <percent>', 'how much of a pool stays in use while nodes are drained')
        .argParser(positiveUpTo(100))
        .default(75)
        .conflicts('for'),
    )
    .addOption(demandOption())
    .addOption(policyOption())
    .addOption(modelCostOption())
    .option('--time-limit <seconds>', 'how long to search', positive, 30)
    .action(async (options: RecommendOptions) => (await import('./recommend.ts')).runRecommend(options));

  aboutCluster(program.command('layouts'))
    .description('which layouts the demand wants, and what share of the requests they would accept')
    .addOption(noNamespaceOption())
    .addOption(outputOption())
    .option('--pool <name>', 'only this pool, named as the map names it')
    .addOption(poolLabelOption())
    .addOption(demandOption())
    .addOption(
      new Option(
        '--load <share>',
        'memory slices in use in the mean if nothing is refused, as a share of all, such as 0.85 (default: what is in use, and as much as is free)',
      ).argParser(readLoad),
    )
    .option('--time-limit <seconds>', 'how long to search', positive, 10)
    .action(async (options: LayoutsCommandOptions) => (await import('./layouts.ts')).runLayouts(options));
  for (const addTo of others) addTo(program);

  aboutCluster(program.command('snapshot'))
    .description('write the cluster, trimmed to what slicewise reads, as a file for --snapshot')
    .addOption(noNamespaceOption())
    .addOption(new Option('-o, --output <format>', 'form of the snapshot').choices(['json', 'yaml']).default('json'))
    .option('--output-file <file>', 'where to write it (default: standard output)')
    .option(
      '--anonymize',
      'give nodes, pods, namespaces, labels and all that has a name another one, equal names equal ones',
    )
    .action(async (options: SnapshotOptions) => (await import('./snapshot.ts')).runSnapshot(options));

  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', LOADING_COMPLETION)
    .action((shell: Shell) => print(completionScript(program, shell)));

  const commands = program.commands.map((command) => command.name());
  program.addHelpCommand(
    new Command('help')
      .description('display help for command')
      .addArgument(new Argument('[command]', 'the command').choices(commands)),
  );
  return program;
}

/** Gives a command the options that say which cluster it is about. */
function aboutCluster(command: Command): Command {
  return clusterOptions().reduce((sofar, option) => sofar.addOption(option), command);
}

/** kubectl's users give it out of habit. It would change nothing, so that an answer would seem to be about less than it is. */
function noNamespaceOption(): Option {
  return new Option('-n, --namespace <name>')
    .argParser((): never => {
      throw new InvalidArgumentError('It is about GPUs, which are in no namespace: leave it out.');
    })
    .hideHelp();
}

function outputOption(): Option {
  return new Option('-o, --output <format>', 'form of the answer').choices(['text', 'json']).default('text');
}

function policyOption(): Option {
  const names = policies.map(({ name }) => name);
  return new Option('--policy <name>', 'how to choose where pods go; docs/policies.md has the rule of each policy')
    .choices(names)
    .default(names[0]);
}

function modelCostOption(): Option {
  return new Option(
    '--model-cost <model=cost>',
    'what a GPU of a model is worth beside others, for each model whose cost is not 1',
  )
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], 'none');
}

function demandOption(): Option {
  return new Option(
    '--demand <profile=weight>',
    'what is asked for, in place of what is seen; give it again for another',
  )
    .argParser(readDemandWeight)
    .default({}, 'what is seen');
}

function poolLabelOption(): Option {
  return new Option('--pool-label <label>', 'group GPUs by this node label instead of by mode');
}
