import { nodePart, poolHeadroom } from '../../solver/headroom/pool.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { withPromised } from '../cluster/promised.ts';
import type { NodeShapes } from './apply-steps.ts';
import type { NamedPool } from './pools.ts';
import type { ProfileGain } from './recommendation.ts';

/** What a pool's headroom becomes once some of its nodes are shaped otherwise: the profiles for which a rung changes. */
export function headroomGain(pool: NamedPool, shapes: NodeShapes, rater: Rater): readonly ProfileGain[] {
  const { model, members } = pool;
  const headroom = (after: boolean) =>
    poolHeadroom({
      model,
      nodes: members.map((node) => {
        const shape = after ? (shapes.get(node.name) ?? node.shape) : node.shape;
        return nodePart(withPromised({ ...node, shape }, rater), model);
      }),
    });
  const after = headroom(true);
  return headroom(false).flatMap(({ profile, asShaped, reshaped, repacked }): readonly ProfileGain[] => {
    const later = after[profile.ordinal];
    if (later === undefined) return [];
    const gain: ProfileGain = {
      profile: profile.name,
      asShaped: [asShaped, later.asShaped],
      reshaped: [reshaped.least, later.reshaped.least],
      repacked: [repacked, later.repacked],
    };
    const isSame = [gain.asShaped, gain.reshaped, gain.repacked].every(([before, then]) => before === then);
    return isSame ? [] : [gain];
  });
}
