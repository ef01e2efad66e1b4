import { type NodeShape, openInstances, type Request } from '../node/node-shape.ts';
import { possibleUses } from '../node/possible-uses.ts';
import { addKeys, type PlacementKey, scaleKey, ZERO_KEY } from './policy.ts';
import type { Rater } from './rater.ts';

/**
 * The key to expect when a request takes idle instances of a node in static mode, where the device plugin and not the
 * scheduler picks them. Two things are unknown and both are taken as uniform: which open instances the pods already
 * there hold (every set that agrees with the counts is as likely as any other), and which idle instance of the profile
 * is handed out. The instances of a request are handed out one after the other, largest first, so the second one counts
 * on the first. The result is exact under these assumptions: no sampling.
 *
 * @param request In the node's names, largest first; the node must have that many idle instances.
 */
export function expectedKey(node: NodeShape, request: Request, rater: Rater): PlacementKey {
  const hidden = new Map(node.hidden);
  let key = ZERO_KEY;
  for (const { profile, count } of request) {
    for (let instance = 0; instance < count; instance++) {
      key = addKeys(key, expectedKeyOfOne(node, profile, hidden, rater));
      hidden.set(profile, (hidden.get(profile) ?? 0) + 1);
    }
  }
  return key;
}

function expectedKeyOfOne(
  node: NodeShape,
  name: string,
  hidden: ReadonlyMap<string, number>,
  rater: Rater,
): PlacementKey {
  const usesOf = possibleUses(node, hidden);
  const idle = openInstances(node, name) - (hidden.get(name) ?? 0);
  let expected = ZERO_KEY;
  for (const gpu of node.gpus) {
    if (!gpu.open.some(({ profile }) => profile.name === name)) continue;
    const rating = rater.of(gpu.table.model);
    for (const { use, probability } of usesOf(gpu)) {
      expected = addKeys(expected, scaleKey(rating.sumOfKeys(use, name), probability / idle));
    }
  }
  return expected;
}
