import { bestFit } from './best-fit.ts';
import { firstFit } from './first-fit.ts';
import { phi } from './phi.ts';
import type { Policy } from './policy.ts';

/** Every policy, the default first. */
export const policies: readonly [Policy, ...Policy[]] = [phi, bestFit, firstFit];
