import { counted } from '../counted.ts';
import type { PoolReport, ProfileReport } from './fragmentation.ts';

/** One profile's row of a table that a person reads; counts are ranges where it is not known which instances are used. */
export interface LadderRow {
  readonly profile: string;
  readonly inDemand: boolean;
  readonly asShaped: string;
  readonly reshaped: string;
  readonly repacked: string;
  /** Memory slices. */
  readonly byShape: string;
  readonly byPlacement: string;
}

/** The rows of a pool: every plain profile, and the variants that are in demand. */
export function ladderOf({ profiles }: PoolReport): readonly LadderRow[] {
  return profiles.filter(({ profile, inDemand }) => inDemand || /gb$/.test(profile)).map(rowOf);
}

function rowOf({ profile, inDemand, asShaped, reshaped, reshapedMost, repacked, stranded }: ProfileReport): LadderRow {
  return {
    profile,
    inDemand,
    asShaped: String(asShaped),
    reshaped: range(reshaped, reshapedMost),
    repacked: String(repacked),
    byShape: range(stranded.shape, stranded.shapeMost),
    byPlacement: range(stranded.placementLeast, stranded.placement),
  };
}

/** `3`, or `0 to 3`. */
function range(least: number, most: number): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

/** What is not certain about the GPUs of a pool, in sentences. */
export function doubtsAbout(pool: Pick<PoolReport, 'inferredGpus' | 'placementsObserved'>): readonly string[] {
  const { inferredGpus, placementsObserved } = pool;
  return [
    ...(inferredGpus > 0 ? [`instance positions on ${counted(inferredGpus, 'GPU')} are deduced, not reported`] : []),
    ...(placementsObserved ? [] : ['legal positions on this model are assumed from its family']),
  ];
}
