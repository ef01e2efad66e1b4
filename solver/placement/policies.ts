import { bestFit, bestFitFirst } from './best-fit.ts';
import { ccLoss, ecc, mcc } from './configuration-capability.ts';
import { fgdCov, fgdMig } from './fgd.ts';
import { firstFit, firstFitHigh } from './first-fit.ts';
import { hami210Binpack, hami210Spread } from './hami-2-10.ts';
import { hamiRegionsBinpack, hamiRegionsSpread } from './hami-regions.ts';
import { longestRun } from './longest-run.ts';
import { mfiGated, mfiGatedBestFit, mfiUngated, mfiUngatedBestFit } from './mfi.ts';
import { phi } from './phi.ts';
import type { Policy } from './policy.ts';
import { worstFit } from './worst-fit.ts';

/** Every policy, the default first. */
export const policies: readonly [Policy, ...Policy[]] = [
  phi,
  bestFit,
  bestFitFirst,
  firstFit,
  firstFitHigh,
  worstFit,
  longestRun,
  ccLoss,
  ecc,
  mcc,
  mfiGated,
  mfiGatedBestFit,
  mfiUngated,
  mfiUngatedBestFit,
  fgdMig,
  fgdCov,
  hami210Spread,
  hami210Binpack,
  hamiRegionsSpread,
  hamiRegionsBinpack,
];
