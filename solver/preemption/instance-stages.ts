import type { NodeShape, Request } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { ZERO_KEY } from '../placement/policy.ts';
import type { StageOption } from './staged-search.ts';

/**
 * The question about instances that exist, whichever they are: one stage per occupant, who stays or leaves. A request
 * takes the very instances that are freed for it, so that in the end nothing is lost, whoever leaves: all keys are zero.
 */
export function instanceStages(
  node: NodeShape,
  request: Request,
  mayLeave: readonly Occupant[],
): readonly (readonly StageOption[])[] {
  return mayLeave.map((occupant, index) => {
    const counts = request.map(({ profile }) => holdsFreed(node, occupant, profile));
    const leaves = { counts, leaving: [index], choices: [], key: ZERO_KEY };
    return counts.some((count) => count > 0) ? [leaves] : [];
  });
}

/** Instances of a profile that an occupant gives up, or shares of them: a known instance is given up whole. */
function holdsFreed(node: NodeShape, { instances, hidden }: Occupant, name: string): number {
  const known = instances.filter(({ placement }) => placement.profile.name === name).length;
  return (
    known * (node.shared.get(name)?.perInstance ?? 1) + (hidden.find(({ profile }) => profile === name)?.count ?? 0)
  );
}
