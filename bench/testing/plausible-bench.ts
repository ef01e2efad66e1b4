import { createRandom, type Random } from '../cluster/random.ts';
import type { Outcome, Sample, State } from '../replay/outcome.ts';
import type { BenchResult, NamedScenario } from '../result.ts';
import type { Mix } from '../scenario.ts';
import { outcome, scenario, state } from './bench-results.ts';

/** What a fabricated bench consists of. */
export interface PlausibleOptions {
  readonly mixes?: readonly string[];
  readonly loads?: readonly number[];
  readonly gpus?: readonly number[];
  readonly policies?: readonly string[];
  readonly seeds?: number;
  readonly queue?: boolean;
  readonly bounds?: boolean;
}

/** By short name of the profile: 1g, double-memory 1g, 2g, 3g, 4g, 7g. */
const MIXES: Readonly<Record<string, readonly number[]>> = {
  uniform: [1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6],
  'skew-small': [0.3, 0.25, 0.2, 0.1, 0.1, 0.05],
  'skew-big': [0.05, 0.1, 0.1, 0.2, 0.25, 0.3],
  bimodal: [0.3, 0.15, 0.05, 0.05, 0.15, 0.3],
};

const PROFILES = ['1g.5gb', '1g.10gb', '2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb'];
const ORDINALS = [0, 2, 3, 4, 5, 6];
const MEMORY = [1, 2, 2, 4, 4, 8];

/** Share of slices that a policy rejects on 100 GPUs at load 0.85, about. */
const LOSS: Readonly<Record<string, number>> = {
  phi: 0.0175,
  'phi+1': 0.0095,
  'phi+2': 0.0079,
  'phi+3': 0.007,
  repack: 0.0059,
  'best-fit': 0.02,
  'best-fit-first': 0.03,
  'first-fit': 0.045,
  'first-fit-high': 0.05,
  'worst-fit': 0.3,
  random: 0.145,
  'round-robin': 0.32,
  'mfi-gated': 0.0221,
  'mfi-ungated': 0.018,
  'fgd-mig': 0.024,
  'fgd-cov': 0.026,
  'cc-loss': 0.0205,
  ecc: 0.023,
  mcc: 0.21,
  'hami-2.10-spread': 0.315,
  'hami-2.10-binpack': 0.022,
  'hami-regions-binpack': 0.036,
};

/** The policies that {@link plausibleBench} knows. */
export const PLAUSIBLE_POLICIES: readonly string[] = Object.keys(LOSS);

/** A bench that looks as one might, from no replay at all. Deterministic. */
export function plausibleBench(options: PlausibleOptions = {}): BenchResult {
  const { mixes = ['uniform'], loads = [0.85, 1], gpus = [100], policies = PLAUSIBLE_POLICIES, seeds = 8 } = options;
  const scenarios: readonly NamedScenario[] = mixes.flatMap((mix) =>
    gpus.flatMap((size) =>
      loads.map((load) => ({
        name: `${mix}, load ${load}, ${size} GPUs`,
        scenario: scenario(
          { mix: mixNamed(mix), load },
          { fleet: { model: 'A100-40GB', gpus: size, gpusPerNode: 8 }, queue: options.queue ?? false },
        ),
      })),
    ),
  );
  const cells = scenarios.flatMap(({ scenario: { fleet, workload } }, index) =>
    workload.kind === 'trace'
      ? []
      : [{ index, gpus: fleet.gpus, load: workload.load, shares: MIXES[workload.mix.name] ?? [] }],
  );
  const runs = cells.flatMap((cell) =>
    policies.flatMap((policy, order) =>
      Array.from({ length: seeds }, (_, seed) => ({
        scenario: cell.index,
        policy,
        seed,
        outcome: fabricate(policy, cell, createRandom(1 + seed), createRandom(1000 + 97 * seed + order), options),
      })),
    ),
  );
  const bounds = cells.flatMap((cell) =>
    Array.from({ length: options.bounds ? seeds : 0 }, (_, seed) => ({
      scenario: cell.index,
      seed,
      askedSlices: 1000,
      acceptedSlices: 1000 * (1 - lossAt(0.004, cell.load, cell.gpus)),
    })),
  );
  return {
    kind: 'slicewise-bench',
    version: 2,
    title: 'mixes',
    planned: runs.length,
    bound: options.bounds ?? false,
    scenarios,
    policies,
    runs,
    bounds,
  };
}

interface Cell {
  readonly gpus: number;
  readonly load: number;
  readonly shares: readonly number[];
}

function mixNamed(name: string): Mix {
  const shares = MIXES[name] ?? [];
  return { name, shares: Object.fromEntries(PROFILES.map((profile, at) => [profile, shares[at] ?? 0])) };
}

function lossAt(base: number, load: number, gpus: number): number {
  return Math.min(0.9, base * (100 / gpus) ** 0.8 + Math.max(0, load - 0.85) * 0.45);
}

function fabricate(
  policy: string,
  { gpus, load, shares }: Cell,
  stream: Random,
  own: Random,
  { queue = false }: PlausibleOptions,
): Outcome {
  const luck = (stream.below(1000) - 500) / 500;
  const chance = (own.below(1000) - 500) / 500;
  const base = LOSS[policy] ?? 0.1;
  const loss = Math.max(0, lossAt(base, load, gpus) * (1 + 0.12 * luck + 0.05 * chance));
  const byProfile = (value: (at: number) => number): readonly number[] =>
    Array.from({ length: 7 }, (_, ordinal) => {
      const at = ORDINALS.indexOf(ordinal);
      return at < 0 ? 0 : value(at);
    });
  const asked = byProfile((at) => Math.round(20 * gpus * load * (shares[at] ?? 0) * (1 + 0.02 * luck)));
  const accepted = byProfile((at) => {
    const count = asked[ORDINALS[at] ?? 0] ?? 0;
    // Rounded by chance, as a loss of part of a request would vanish for ever.
    const accepted = count * (1 - Math.min(0.95, (loss * (MEMORY[at] ?? 1)) / 4.5));
    return Math.min(count, Math.floor(accepted + own.below(1000) / 1000));
  });
  const moves = /\+(\d)$/.exec(policy)?.[1] ?? (policy === 'repack' ? '9' : '0');
  const at = (wave: number): State => stateAt(gpus, load, base, wave);
  const requests = asked.reduce((sum, count) => sum + count, 0);
  const samples: readonly Sample[] = Array.from({ length: 48 }, (_, step) => ({
    time: 5 + (10 * step) / 47,
    state: at(Math.sin(step / 3 + luck) * 0.3 + chance * 0.05),
  }));
  return outcome({
    asked,
    accepted,
    moves: Math.round((Number(moves) * requests * load ** 4) / 150),
    movedSlices: Math.round((Number(moves) * requests * load ** 4) / 75),
    mean: at(0),
    samples,
    firstRejection: { time: 2 + luck, slicesUsed: 8 * gpus * (0.95 - base) },
    ...(queue ? { waits: byProfile((index) => index).map((size) => waitsOf(size, loss)) } : {}),
  });
}

function waitsOf(size: number, loss: number) {
  return {
    placed: 100,
    stillWaiting: Math.round(10 * loss * size),
    p50: 0.2 * loss * size,
    p95: 2 * loss * (1 + size),
  };
}

function stateAt(gpus: number, load: number, base: number, wave: number): State {
  const free = gpus * Math.max(0.04, 1.05 - load + 0.1 * wave);
  const kept = Math.max(0.05, 1 - 8 * base);
  const headroom = (factor: number): readonly number[] => [7, 7, 4, 3, 2, 1, 1].map((most) => most * free * factor);
  return state({
    usedSlices: 8 * (gpus - free),
    gpusActive: Math.min(gpus, gpus * (load + 0.5 * base)),
    gpusNeeded: gpus * load * 0.97,
    asShaped: headroom(0),
    reshaped: headroom(kept),
    repacked: headroom(1),
    stranded: 8 * free * (1 - kept) * 0.6,
    dead: 2 * free * base,
    fragmentation: 1 - kept,
    mfiSeverity: 12 * base,
    migbenchPhysical: base,
    migbenchStranded: 2 * base,
  });
}
