import type { Kubelet, LayoutSpec, ModeSpec } from '../scenario.ts';

/** The layouts that a static fleet can be given by name. */
export type LayoutName = Exclude<LayoutSpec['kind'], 'given'>;

/** What a preset compares, on what; options override each of it. */
export interface Preset {
  readonly summary: string;
  readonly policies: readonly string[];
  readonly mixes: readonly string[];
  readonly loads: readonly number[];
  readonly gpus: readonly number[];
  readonly mode: ModeSpec['kind'];
  readonly layouts: readonly LayoutName[];
  readonly kubelets: readonly Kubelet[];
  /** Mean lifetimes; undefined is never. */
  readonly recutAfter: readonly (number | undefined)[];
  readonly seeds: number;
}

/** What others place by: other schedulers and papers. */
const RIVALS = ['mfi-gated', 'fgd-mig', 'hami-2.10-binpack', 'best-fit', 'first-fit'];

const MIXES = ['uniform', 'skew-small', 'skew-big', 'bimodal'];

const CARVE: Pick<Preset, 'mode' | 'layouts' | 'kubelets' | 'recutAfter'> = {
  mode: 'carve',
  layouts: ['all-balanced'],
  kubelets: ['any'],
  recutAfter: [undefined],
};

/** Seeds behind a published figure. */
const MANY_SEEDS = 20;

/** What `--preset` knows; `quick` is what runs without it. */
export const PRESETS = {
  quick: {
    ...CARVE,
    summary: 'the known policies on four mixes at two loads, in under two minutes on two cores',
    policies: ['phi', 'phi+2', ...RIVALS, 'worst-fit', 'random', 'least-allocated', 'repack'],
    mixes: MIXES,
    loads: [0.85, 1],
    gpus: [100],
    seeds: 10,
  },
  mixes: {
    ...CARVE,
    summary: 'every policy on four mixes at four loads, 100 GPUs',
    policies: ['all'],
    mixes: MIXES,
    loads: [0.7, 0.85, 1, 1.2],
    gpus: [100],
    seeds: MANY_SEEDS,
  },
  sizes: {
    ...CARVE,
    summary: 'fleets of 8 to 1,000 GPUs',
    policies: ['phi', 'phi+2', ...RIVALS, 'repack'],
    mixes: MIXES,
    loads: [0.85, 1],
    gpus: [8, 32, 100, 400, 1000],
    seeds: MANY_SEEDS,
  },
  static: {
    summary: "layouts that stay, with kube-scheduler's own choice beside the policies, and idle instances recut",
    policies: ['phi', 'best-fit', 'first-fit', 'least-allocated', 'most-allocated'],
    mixes: ['uniform', 'skew-small', '1g-to-4g', '1g-to-3g'],
    loads: [0.5, 0.7, 0.85],
    gpus: [100],
    mode: 'static',
    layouts: ['all-balanced', 'tuned'],
    kubelets: ['any'],
    recutAfter: [undefined, 0.05],
    seeds: MANY_SEEDS,
  },
  moves: {
    ...CARVE,
    summary: 'what moving up to three pods for a rejected one gains, up to moving all',
    policies: ['phi', 'phi+1', 'phi+2', 'phi+3', 'repack'],
    mixes: MIXES,
    loads: [0.85, 1],
    gpus: [8, 32, 100],
    seeds: MANY_SEEDS,
  },
  trace: {
    ...CARVE,
    summary: 'the requests of a file (--trace), on 60 % and 80 % of the GPUs that its peak would fill',
    policies: ['phi', 'phi+2', ...RIVALS, 'repack'],
    mixes: [],
    loads: [],
    gpus: [],
    seeds: MANY_SEEDS,
  },
} as const satisfies Readonly<Record<string, Preset>>;

/** The name of a preset. */
export type PresetName = keyof typeof PRESETS;

/** All names, the default first. */
export const PRESET_NAMES: readonly PresetName[] = ['quick', 'mixes', 'sizes', 'static', 'moves', 'trace'];
