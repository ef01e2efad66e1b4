/**
 * Why a pod has no place, by the cheapest thing that would give it one. `unknown` is said only where a search ran out of
 * budget or the layout of a node is not known well enough to tell.
 */
export const causes = [
  'placeable',
  'reshape',
  'moves',
  'pinned',
  'full',
  'ineligible',
  'unknown-profile',
  'unknown',
] as const;

/** One of the causes. */
export type Cause = (typeof causes)[number];

/** One sentence per cause, for people. */
export const causeText: Readonly<Record<Cause, string>> = {
  placeable: 'it fits now',
  reshape: 'it fits once idle instances are recut',
  moves: 'it fits once other pods are restarted elsewhere',
  pinned: 'repacking would make room, but pods that may not move stand in the way',
  full: 'no repacking makes room: the slices are in use',
  ineligible: 'room exists only where taints, selectors, affinity, cordons or other resources forbid it',
  'unknown-profile': 'no GPU here has that profile',
  unknown: 'not decided: the search ran out of budget, or the layout is not known well enough',
};
