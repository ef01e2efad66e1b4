import { freeHolds } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import type { WayIn, WaysInOptions } from './ways-in.ts';

/**
 * The same question in static mode, where only existing instances of the very profiles help, whichever they are: every
 * smallest set of occupants who together hold what the node is short of. Exact as long as steps are left.
 */
export function* instanceSets({ node, mayLeave, request, isOfUse, steps }: WaysInOptions): Generator<WayIn> {
  const short = request.map(({ profile, count }) => Math.max(0, count - freeHolds(node, profile)));
  const helpful = mayLeave
    .map((occupant) => ({ occupant, holds: request.map(({ profile }) => instancesOf(occupant, profile)) }))
    .filter(({ holds }) => holds.some((count, item) => count > 0 && (short[item] ?? 0) > 0));

  function* add(from: number, leaving: readonly Occupant[], missing: readonly number[]): Generator<WayIn> {
    if (missing.every((count) => count <= 0)) {
      yield { leaving, choices: [] };
      return;
    }
    for (let index = from; index < helpful.length; index++) {
      const next = helpful[index];
      if (next === undefined || !next.holds.some((count, item) => count > 0 && (missing[item] ?? 0) > 0)) continue;
      if (--steps.left < 0) return;
      const more = [...leaving, next.occupant];
      if (!isOfUse(more)) continue;
      const rest = missing.map((count, item) => count - (next.holds[item] ?? 0));
      yield* add(index + 1, more, rest);
    }
  }
  yield* add(0, [], short);
}

function instancesOf({ instances, hidden }: Occupant, name: string): number {
  const known = instances.filter(({ placement }) => placement.profile.name === name).length;
  return known + (hidden.find(({ profile }) => profile === name)?.count ?? 0);
}
