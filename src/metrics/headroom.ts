import type { Registry } from 'prom-client';
import type { ProfileReport } from '../advisor/fragmentation.ts';
import type { Reporter } from '../advisor/remembered-report.ts';
import { registerShown } from './shown-gauge.ts';

/** Headroom and stranded slices per pool and profile. */
export function registerHeadroom(registry: Registry, report: Reporter): void {
  registerSeries(registry, report, {
    name: 'slicewise_headroom_instances',
    help: 'Further GPU instances of a profile that a pool is certain to have: as shaped, idle instances recut, pods moved.',
    label: 'rung',
    values: ({ asShaped, reshaped, repacked }) => [
      ['as-shaped', asShaped],
      ['reshaped', reshaped],
      ['repacked', repacked],
    ],
  });
  // A metric of its own, not another rung: its difference to the first is the uncertainty, and sums stay meaningful.
  registerSeries(registry, report, {
    name: 'slicewise_headroom_possible_instances',
    help: 'The most that slicewise_headroom_instances may be; larger where it is not known which instances are used.',
    label: 'rung',
    values: ({ reshapedMost }) => [['reshaped', reshapedMost]],
  });
  registerSeries(registry, report, {
    name: 'slicewise_stranded_memory_slices',
    help: 'Free memory slices that a profile cannot use until idle instances are recut (shape) or pods moved (placement).',
    label: 'kind',
    values: ({ stranded }) => [
      ['shape', stranded.shape],
      ['placement', stranded.placement],
    ],
  });
  registerShown(
    registry,
    report,
    {
      name: 'slicewise_promised_memory_slices',
      help: 'Free memory slices that are promised to nominated pods, and count as held in the headroom.',
      labelNames: ['pool', 'model'],
    },
    (gauge, { pools }) => {
      for (const { name: pool, model, promisedSlices } of pools) gauge.set({ pool, model }, promisedSlices);
    },
  );
  registerShown(
    registry,
    report,
    {
      name: 'slicewise_demand_ratio',
      help: 'Share of a profile in what is asked of a pool; the shares of a pool add up to 1.',
      labelNames: ['pool', 'model', 'profile'],
    },
    (gauge, { pools }) => {
      for (const { name: pool, model, profiles } of pools) {
        for (const { profile, share } of profiles) gauge.set({ pool, model, profile }, share);
      }
    },
  );
}

interface SeriesMetric {
  readonly name: string;
  readonly help: string;
  /** The label that tells the values of a profile apart. */
  readonly label: 'rung' | 'kind';
  readonly values: (profile: ProfileReport) => readonly (readonly [label: string, value: number])[];
}

function registerSeries(registry: Registry, report: Reporter, { name, help, label, values }: SeriesMetric): void {
  const labelNames = ['pool', 'model', 'profile', label] as const;
  registerShown(registry, report, { name, help, labelNames }, (gauge, { pools }) => {
    for (const { name: pool, model, profiles } of pools) {
      for (const each of profiles) {
        for (const [of, value] of values(each)) gauge.set({ pool, model, profile: each.profile, [label]: of }, value);
      }
    }
  });
}
