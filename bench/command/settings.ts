import type { ArrivalOrder, Kubelet, ModeSpec } from '../scenario.ts';
import type { BenchOptions, CapturedLayoutName } from './options.ts';
import { PRESETS } from './presets.ts';
import { presetOf } from './refusals.ts';

/** What a bench compares, and on what, before any file is read: the preset with what the command line changes. */
export interface Settings {
  /** The preset's name, or `custom` where an option changes what it compares. */
  readonly title: string;
  readonly policies: readonly string[];
  readonly seeds: number;
  readonly bound: boolean;
  /** As they were written; with a snapshot none stands for the observed one. */
  readonly mixes: readonly string[];
  /** With a snapshot none stands for the load that it has. */
  readonly loads: readonly number[];
  readonly order: ArrivalOrder;
  readonly lifetimes: string;
  readonly warmUp: number;
  readonly counted: number;
  readonly bandwidthHigh: number;
  readonly queue: boolean;
  /** A file; without one, requests are generated. */
  readonly trace: string | undefined;
  /** GB of the GPUs whose shares a trace's pods ask for; undefined: as those of the model. */
  readonly traceGpuMemory: number | undefined;
  /** With a trace none stands for sizes by its peak. */
  readonly gpus: readonly number[];
  readonly gpusPerNode: number;
  /** Undefined: any of a snapshot. */
  readonly model: string | undefined;
  /** Undefined: that of each pool of a snapshot. */
  readonly mode: ModeSpec['kind'] | undefined;
  /** What static fleets differ in. */
  readonly layouts: readonly CapturedLayoutName[];
  readonly kubelets: readonly Kubelet[];
  readonly recutAfter: readonly (number | undefined)[];
}

/** The GPUs where nothing says which. */
export const USUAL_MODEL = 'A100-40GB';

/** Options that change nothing about what is compared. */
const ASIDE: ReadonlySet<string> = new Set<keyof BenchOptions>([
  'preset',
  'seeds',
  'bound',
  'output',
  'outputFile',
  'jobs',
  'shard',
  'quiet',
]);

/** The settings that options mean. They must have passed `refuseNonsense`. */
export function settle(options: BenchOptions): Settings {
  const name = presetOf(options);
  const preset = PRESETS[name];
  const isChanged = Object.keys(options).some((option) => !ASIDE.has(option) && option !== name);
  const isCaptured = options.snapshot !== undefined;
  const isFill = options.order === 'fill';
  return {
    title: isChanged ? 'custom' : name,
    policies: options.policy ?? preset.policies,
    seeds: options.seeds ?? preset.seeds,
    bound: options.bound ?? false,
    mixes: options.mix ?? (isCaptured ? [] : preset.mixes),
    loads: options.load ?? (isCaptured ? [] : preset.loads),
    order: options.order ?? 'poisson',
    lifetimes: options.lifetimes ?? 'exponential',
    // Five mean lifetimes after an empty start less than 1 % of exponential lifetimes go on; filling has no such start.
    warmUp: options.warmUp ?? (isFill || options.trace !== undefined ? 0 : 5),
    counted: options.counted ?? (isFill ? 1 : 20),
    bandwidthHigh: options.bandwidthHigh ?? 0,
    queue: options.queue ?? false,
    trace: options.trace,
    traceGpuMemory: options.traceGpuMemory,
    gpus: options.gpus ?? preset.gpus,
    gpusPerNode: options.gpusPerNode ?? 8,
    model: options.gpuModel ?? (isCaptured ? undefined : USUAL_MODEL),
    mode: options.mode ?? (isCaptured && preset.mode === 'carve' ? undefined : preset.mode),
    layouts: options.layouts ?? (isCaptured ? ['captured'] : preset.layouts),
    kubelets: options.kubelet ?? preset.kubelets,
    recutAfter: options.recutAfter ?? preset.recutAfter,
  };
}
