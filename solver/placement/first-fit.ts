import { type Policy, ZERO_KEY } from './policy.ts';

/** The lowest GPU, there the lowest start: what the usual tie-break does when nothing else is asked. */
export const firstFit: Policy = {
  name: 'first-fit',
  summary: 'take the first GPU and the lowest start that is free',
  prepare: () => () => ZERO_KEY,
};
