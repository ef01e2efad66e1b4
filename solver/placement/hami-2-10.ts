import { hamiPolicies } from './hami.ts';

/**
 * HAMi 2.10 (pkg/device/nvidia/mig_topology.go of that release): the highest free start for profiles with 1 or 3 compute
 * slices, the lowest for all others.
 */
export const { spread: hami210Spread, binpack: hami210Binpack } = hamiPolicies({
  version: '2.10',
  summary: 'the highest start for 1g and 3g, the lowest for the others (HAMi 2.10)',
  orderStarts:
    () =>
    (_, { profile, start }) =>
      profile.compute === 1 || profile.compute === 3 ? -start : start,
});
