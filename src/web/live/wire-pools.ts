import type { FragmentationReport, PoolReport, ProfileReport } from '../../advisor/fragmentation.ts';
import { doubtsAbout } from '../../advisor/ladder.ts';
import type { WirePool, WireRung, WireSample } from '../client/wire.ts';

/** The ladders of a report, as the page reads them: every plain profile, and the variants that are in demand. */
export function wirePools({ pools }: FragmentationReport): readonly WirePool[] {
  return pools.map((pool) => ({
    name: pool.name,
    doubts: doubtsAbout(pool),
    ladder: shownProfiles(pool).map(wireRung),
  }));
}

/** What a report says at a moment, in milliseconds since the epoch. */
export function wireSample({ pools }: FragmentationReport, at: number): WireSample {
  return {
    at,
    pools: pools.map((pool) => [
      pool.name,
      pool.freeSlices,
      shownProfiles(pool).map(({ profile, asShaped, reshaped, repacked }) => [profile, asShaped, reshaped, repacked]),
    ]),
  };
}

function shownProfiles({ profiles }: PoolReport): readonly ProfileReport[] {
  return profiles.filter(({ profile, inDemand }) => inDemand || /gb$/.test(profile));
}

function wireRung({
  profile,
  inDemand,
  asShaped,
  reshaped,
  reshapedMost,
  repacked,
  stranded,
}: ProfileReport): WireRung {
  return {
    profile,
    inDemand,
    asShaped,
    reshaped: [reshaped, reshapedMost],
    repacked,
    byShape: [stranded.shape, stranded.shapeMost],
    byPlacement: [stranded.placementLeast, stranded.placement],
  };
}
