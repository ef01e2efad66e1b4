import { WORTH_OF_SLICE } from '../../solver/repartition/worth.ts';
import { doubtsAbout } from '../advisor/ladder.ts';
import type { LayoutCount } from '../advisor/layout-counts.ts';
import type { ByLayouts, PoolLayouts } from '../advisor/pool-layouts.ts';
import type { WantedLayouts } from '../advisor/wanted-layouts.ts';
import { counted } from '../counted.ts';
import { bold } from './output.ts';
import { type Column, formatTable } from './table.ts';

const LEGEND = `SHARE %: of the requests, seen and waiting; NEEDED: instances in use in the mean, if none were refused; ACCEPTED %: of the
requests, those that find an idle instance of their profile, to be expected by Erlang's formula where layouts stay;
BALANCED: if every GPU were cut as mig-parted's all-balanced; by size: of the memory slices that requests ask for.`;

/** The layouts that each pool has and wants, and what is to be expected of them, for people. */
export function formatLayouts({ pools, carved }: WantedLayouts): string {
  if (pools.length + carved.length === 0) return 'There is no GPU in MIG mode.';
  const parts = pools.map(formatPool);
  if (pools.length > 0) parts.push(LEGEND);
  return [
    ...parts,
    ...carved.map((name) => `${bold(name)}: in carve mode, where layouts come about as pods arrive`),
  ].join('\n\n');
}

function formatPool(pool: PoolLayouts): string {
  return [
    `${bold(pool.name)}: ${counted(pool.gpus, 'GPU')}, ${loadOf(pool)}`,
    ...(pool.isDemandKnown ? [] : ['  nothing was asked for yet: all profiles count alike']),
    ...doubtsAbout(pool).map((doubt) => `  ${doubt}`),
    tableOfLayouts(pool.layouts),
    '',
    tableOfProfiles(pool),
    '',
    `  ${worthOf(pool)}`,
  ].join('\n');
}

/** What the figures of a pool assume is asked for. */
function loadOf({ load, isLoadStated }: PoolLayouts): string {
  const proportions = 'in the proportions that are asked for';
  return isLoadStated
    ? `at a load of ${load}, ${proportions}`
    : `at a load of ${load}: what is in use, and what is free ${proportions}`;
}

function tableOfLayouts(layouts: readonly LayoutCount[]): string {
  return formatTable(
    [right('GPUS NOW'), right('WANTED'), left('CUT INTO')],
    layouts.map(({ instances, present, wanted }) => [present, wanted, instancesOf(instances)]),
  );
}

/** `2 x 1g.5gb, 3g.20gb`. */
function instancesOf(instances: LayoutCount['instances']): string {
  if (instances.length === 0) return 'nothing';
  return instances.map(({ profile, count }) => (count === 1 ? profile : `${count} x ${profile}`)).join(', ');
}

function tableOfProfiles({ profiles, acceptance }: PoolLayouts): string {
  const columns = ['SHARE %', 'NEEDED', 'INSTANCES NOW', 'WANTED', 'ACCEPTED % NOW', 'WANTED', 'BALANCED'];
  const all = (name: string, accepted: ByLayouts<number>): readonly string[] => [
    name,
    '',
    '',
    '',
    '',
    ...shares(accepted),
  ];
  return formatTable(
    [left('PROFILE'), ...columns.map(right)],
    [
      ...profiles.map(({ profile, share, needed, instances, acceptance: accepted }) => [
        profile,
        percent(share),
        needed.toFixed(1),
        instances.present,
        instances.wanted,
        ...shares(accepted),
      ]),
      all('all', acceptance.requests),
      all('by size', acceptance.slices),
    ],
  );
}

function shares({ present, wanted, allBalanced }: ByLayouts<number | null>): readonly string[] {
  return [present, wanted, allBalanced].map((share) => (share === null ? '-' : percent(share)));
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function worthOf({ proof: { status, before, objective, bound } }: PoolLayouts): string {
  const slices = (worth: number): string => (worth / WORTH_OF_SLICE).toFixed(1);
  const more = status === 'optimal' ? 'more' : `over ${((bound - objective) / WORTH_OF_SLICE).toFixed(2)} more`;
  return `worth ${slices(objective)} memory slices that are needed, now ${slices(before)}; no layouts are worth ${more}`;
}

function left(title: string): Column {
  return { title, align: 'left' };
}

function right(title: string): Column {
  return { title, align: 'right' };
}
