import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { driverLayout } from '../../solver/layout/driver-layout.ts';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import type { Profile } from '../../solver/model/gpu-model.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import { model } from '../../solver/testing/shapes.ts';
import type { ByLayouts, PoolLayouts } from '../../src/advisor/pool-layouts.ts';
import { wantedLayoutsSteps } from '../../src/advisor/wanted-layouts.ts';
import { statedDemand } from '../../src/cluster/stated-demand.ts';
import { atOnce } from '../../src/sliced.ts';
import { clusterOf, nodeObject } from '../../src/testing/objects.ts';
import { replay } from '../replay/replay.ts';
import type { LayoutSpec, LifetimeSpec, Scenario } from '../scenario.ts';
import { mean } from '../statistics/mean.ts';
import { standardError } from '../testing/standard-error.ts';
import { createWorkload } from '../workload/create-workload.ts';

const a100 = model('A100-40GB');
const table = layoutTable(a100);
const MIX = { '1g.5gb': 0.4, '2g.10gb': 0.3, '3g.20gb': 0.2, '7g.40gb': 0.1 };
const GPUS = 16;
const LOAD = 0.85;
const SEEDS = 24;

/** Sixteen GPUs as mig-parted cuts them, some of them not at all, and what is wanted of them for the mix and the load. */
function askForLayouts(): PoolLayouts {
  const cut = '1g.5gb@2 1g.5gb@3 2g.10gb@0 3g.20gb@4';
  const gpus = [cut, cut, cut, cut, cut, '', '7g.40gb@0', '7g.40gb@0'];
  const cluster = clusterOf(nodeObject('n1', { gpus }), nodeObject('n2', { gpus }));
  const limit = { now: () => 0, milliseconds: 10_000 };
  const { pools } = atOnce(
    wantedLayoutsSteps({ ...cluster, ...statedDemand(new Map(Object.entries(MIX))) }, { pools: {}, load: LOAD, limit }),
  );
  return pools[0] ?? assert.fail();
}

const pool = askForLayouts();

/** GPUs cut as the pool is, or as it is wanted: each as placements. */
function gpusCut(kind: 'present' | 'wanted'): readonly (readonly string[])[] {
  return pool.layouts.flatMap((layout) => {
    const geometry = a100.profiles.map(
      ({ name }) => layout.instances.find(({ profile }) => profile === name)?.count ?? 0,
    );
    const placements = (driverLayout(table, geometry) ?? assert.fail()).map(formatPlacement);
    return Array.from({ length: layout[kind] }, () => placements);
  });
}

const layoutsOf: Readonly<Record<keyof ByLayouts<unknown>, LayoutSpec>> = {
  present: { kind: 'given', name: 'present', gpus: gpusCut('present') },
  wanted: { kind: 'given', name: 'wanted', gpus: gpusCut('wanted') },
  allBalanced: { kind: 'all-balanced' },
};

function scenario(layouts: LayoutSpec, lifetimes: LifetimeSpec): Scenario {
  return {
    fleet: { model: a100.name, gpus: GPUS, gpusPerNode: 8 },
    workload: {
      kind: 'generated',
      order: 'poisson',
      mix: { name: 'test', shares: MIX },
      load: LOAD,
      lifetimes,
      warmUp: 8,
      counted: 30,
      bandwidthHigh: 0,
    },
    mode: { kind: 'static', layouts, kubelet: 'any' },
    queue: false,
  };
}

/**
 * What was accepted of what was asked for over all replays, and how far that may be off the truth: 3.5 standard errors of the
 * ratio, which by Student's t is 99.8 %, so that all 24 comparisons hold together with 95 %.
 */
function ratio(runs: readonly { readonly accepted: number; readonly asked: number }[]) {
  const [accepted, asked] = [mean(runs.map((run) => run.accepted)), mean(runs.map((run) => run.asked))];
  const share = accepted / asked;
  return { share, off: (3.5 * standardError(runs.map((run) => run.accepted - share * run.asked))) / asked };
}

describe('a replay accepts what was to be expected', () => {
  const cases: readonly [kind: keyof ByLayouts<unknown>, lifetimes: LifetimeSpec][] = [
    ['wanted', { kind: 'exponential' }],
    ['wanted', { kind: 'lognormal', sigma: 1 }],
    ['present', { kind: 'exponential' }],
    ['allBalanced', { kind: 'deterministic' }],
  ];
  for (const [kind, lifetimes] of cases) {
    it(`of the ${kind} layouts, for each profile and in all, with ${lifetimes.kind} lifetimes`, () => {
      const asked = scenario(layoutsOf[kind], lifetimes);
      const outcomes = Array.from({ length: SEEDS }, (_, seed) =>
        replay(asked, 'phi', createWorkload(asked, seed), seed),
      );
      const measured = (weightOf: (profile: Profile) => number) => {
        const total = (counts: readonly number[]): number =>
          a100.profiles.reduce((sum, profile) => sum + weightOf(profile) * (counts[profile.ordinal] ?? 0), 0);
        return ratio(outcomes.map((each) => ({ accepted: total(each.accepted), asked: total(each.asked) })));
      };
      const compare = (what: string, want: number | null, weightOf: (profile: Profile) => number): void => {
        const { share, off } = measured(weightOf);
        assert.ok(want !== null && Math.abs(share - want) <= off, `${what}: ${share} +- ${off}, expected ${want}`);
      };
      const profiles = pool.profiles.filter(({ share }) => share > 0);
      assert.equal(profiles.length, Object.keys(MIX).length);
      for (const { profile, acceptance } of profiles) {
        compare(profile, acceptance[kind], ({ name }) => (name === profile ? 1 : 0));
      }
      compare('requests', pool.acceptance.requests[kind], () => 1);
      compare('slices', pool.acceptance.slices[kind], ({ memory }) => memory);

      // And it would tell other layouts from these.
      const { share, off } = measured(({ memory }) => memory);
      const others = Object.entries(pool.acceptance.slices).filter(([other]) => other !== kind);
      for (const [other, expected] of others) assert.ok(Math.abs(share - expected) > 2 * off, other);
    });
  }
});
