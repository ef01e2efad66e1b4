import type { Request } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { ZERO_KEY } from '../placement/policy.ts';
import type { StageOption } from './staged-search.ts';

/**
 * The question about instances that exist, whichever they are: one stage per occupant, who stays or leaves. A request
 * takes the very instances that are freed for it, so that in the end nothing is lost, whoever leaves: all keys are zero.
 */
export function instanceStages(request: Request, mayLeave: readonly Occupant[]): readonly (readonly StageOption[])[] {
  return mayLeave.map((occupant, index) => {
    const counts = request.map(({ profile }) => instancesOf(occupant, profile));
    const leaves = { counts, leaving: [index], choices: [], key: ZERO_KEY };
    return counts.some((count) => count > 0) ? [leaves] : [];
  });
}

function instancesOf({ instances, hidden }: Occupant, name: string): number {
  const known = instances.filter(({ placement }) => placement.profile.name === name).length;
  return known + (hidden.find(({ profile }) => profile === name)?.count ?? 0);
}
