import { Option } from 'commander';
import { positive } from '../../src/cli/whole-number.ts';
import { ARRIVAL_ORDERS, type Kubelet, type ModeSpec } from '../scenario.ts';
import {
  counts,
  duration,
  loads,
  mixes,
  names,
  namesAmong,
  shard,
  share,
  time,
  timesOrNever,
} from './option-values.ts';
import { type CapturedLayoutName, FORMATS } from './options.ts';
import { PRESET_NAMES } from './presets.ts';

const MODES: readonly ModeSpec['kind'][] = ['carve', 'static'];
const KUBELETS: readonly Kubelet[] = ['any', 'distributed', 'packed'];
const LAYOUTS: readonly CapturedLayoutName[] = ['all-balanced', 'tuned', 'captured'];

/** Every option of `slicewise bench`. None has a value where it was not given, so that the preset counts then. */
export function benchOptions(): readonly Option[] {
  return [...comparedOptions(), ...requestOptions(), ...fleetOptions(), ...runOptions()];
}

/** `--output-file`, which `slicewise bench merge` has, too. */
export function outputFileOption(): Option {
  return new Option('--output-file <file>', 'where to write the result (default: standard output)');
}

function comparedOptions(): readonly Option[] {
  return [
    new Option('--preset <name>', 'what to compare on what, see below; other options change parts of it').choices(
      PRESET_NAMES,
    ),
    new Option(
      '--policy <names>',
      'policies, with commas between them; "all" is each that decides in the mode',
    ).argParser(names),
    new Option('--seeds <count>', 'replays of each policy, each on other requests').argParser(positive),
    new Option(
      '--bound',
      'compute, too, what no policy can exceed: a linear program that knows the future; for small runs',
    ),
  ];
}

function requestOptions(): readonly Option[] {
  return [
    new Option('--mix <names>', 'mixes of profiles by name, or one as shares: 1g.5gb=0.6,3g.20gb=0.4').argParser(mixes),
    new Option(
      '--load <shares>',
      'memory slices in use if nothing is rejected, as shares of the fleet: 0.85,1.0',
    ).argParser(loads),
    new Option('--order <name>', 'when requests come, and in which order (default: poisson)').choices(ARRIVAL_ORDERS),
    new Option(
      '--lifetimes <law>',
      'exponential, deterministic, lognormal, lognormal:SIGMA, or a CSV file to draw from (default: exponential)',
    ),
    new Option(
      '--warm-up <time>',
      'before anything is counted: mean lifetimes, hours with --trace (default: 5; --trace: 0)',
    ).argParser(time),
    new Option('--counted <time>', 'mean lifetimes that are counted (default: 20)').argParser(duration),
    new Option(
      '--bandwidth-high <share>',
      'share of requests marked slicewise.dev/bandwidth: high (default: 0)',
    ).argParser(share),
    new Option('--queue', 'let requests that find no place wait for one'),
    new Option('--trace <file>', 'replay the requests of a CSV file (arrival, lifetime, profile or gpu_fraction)'),
    new Option('--trace-gpu-memory <gb>', "memory of the trace's GPUs (default: that of the model)").argParser(
      positive,
    ),
  ];
}

function fleetOptions(): readonly Option[] {
  return [
    new Option('--gpus <counts>', 'sizes of the fleet').argParser(counts),
    new Option('--gpus-per-node <count>', 'GPUs of a node of a static fleet (default: 8)').argParser(positive),
    new Option('--gpu-model <name>', 'the GPUs (default: A100-40GB); with --snapshot, only the pools of this model'),
    new Option('--mode <name>', 'who decides where instances are: the policy, or layouts that stay').choices(MODES),
    new Option('--layouts <names>', `of a static fleet: ${LAYOUTS.join(', ')}`).argParser(namesAmong(LAYOUTS)),
    new Option(
      '--kubelet <names>',
      `which idle instance a static node's device plugin hands out: ${KUBELETS.join(', ')}`,
    ).argParser(namesAmong(KUBELETS)),
    new Option(
      '--recut-after <times>',
      'of a static fleet: recut idle instances for a request that finds none, so many mean lifetimes later; or never',
    ).argParser(timesOrNever),
    new Option(
      '-f, --snapshot <file>',
      'take GPUs, layouts and the mix from a captured cluster; "-" reads standard input',
    ),
  ];
}

function runOptions(): readonly Option[] {
  return [
    new Option('-o, --output <format>', 'form of the result (default: text, of a shard json)').choices(FORMATS),
    outputFileOption(),
    new Option('--jobs <count>', 'threads (default: one for each core)').argParser(positive),
    new Option('--shard <i/n>', 'only the part I of N, from 0/N on, as JSON for "merge"').argParser(shard),
    new Option('--quiet', 'do not tell on standard error how far it has come'),
  ];
}
