import type { ArrivalOrder, Kubelet, ModeSpec } from '../scenario.ts';
import type { LayoutName, PresetName } from './presets.ts';
import type { Shard } from './shard.ts';

/** The forms in which a bench's result can be had. */
export const FORMATS = ['text', 'json', 'csv', 'html'] as const;

/** A form of `FORMATS`. */
export type Format = (typeof FORMATS)[number];

/** Where a result goes, and how. */
export interface ResultOptions {
  readonly output?: Format;
  /** Standard output where there is none. */
  readonly outputFile?: string;
}

/** What `slicewise bench merge` is asked for. */
export interface MergeOptions extends ResultOptions {
  readonly output: Format;
  readonly allowMissing?: boolean;
}

/** The layouts that a static fleet can have. */
export type CapturedLayoutName = LayoutName | 'captured';

/** What the command line of `slicewise bench` says; what it does not say is left to the preset. */
export interface BenchOptions extends ResultOptions {
  readonly preset?: PresetName;
  readonly policy?: readonly string[];
  readonly mix?: readonly string[];
  readonly load?: readonly number[];
  readonly gpus?: readonly number[];
  readonly gpusPerNode?: number;
  readonly gpuModel?: string;
  readonly seeds?: number;
  readonly order?: ArrivalOrder;
  /** `exponential`, `deterministic`, `lognormal`, `lognormal:SIGMA`, or a file. */
  readonly lifetimes?: string;
  readonly warmUp?: number;
  readonly counted?: number;
  readonly mode?: ModeSpec['kind'];
  readonly layouts?: readonly CapturedLayoutName[];
  readonly kubelet?: readonly Kubelet[];
  /** Undefined in the list: never. */
  readonly recutAfter?: readonly (number | undefined)[];
  readonly queue?: boolean;
  readonly bandwidthHigh?: number;
  readonly trace?: string;
  /** GB of the GPUs whose shares the trace's pods ask for. */
  readonly traceGpuMemory?: number;
  readonly snapshot?: string;
  readonly bound?: boolean;
  /** Threads; as many as there are cores where it is not said. */
  readonly jobs?: number;
  readonly shard?: Shard;
  readonly quiet?: boolean;
}
