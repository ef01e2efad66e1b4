import { type Policy, ZERO_KEY } from './policy.ts';

/** The lowest GPU, there the lowest start: what the usual tie-break does when nothing else is asked. */
export const firstFit: Policy = {
  name: 'first-fit',
  summary: 'take the first GPU and the lowest start that is free',
  prepare: () => () => ZERO_KEY,
};

/** The lowest GPU, there the highest start. */
export const firstFitHigh: Policy = {
  name: 'first-fit-high',
  summary: 'take the first GPU that has room and the highest start that is free there',
  prepare: () => () => ZERO_KEY,
  orderStarts:
    () =>
    (_, { start }) =>
      -start,
};
