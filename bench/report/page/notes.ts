import { type ComponentChild, h } from 'preact';
import { FEWEST_SEEDS } from '../estimate.ts';
import { prose } from '../prose.ts';

const NOTES: readonly (readonly [term: string, text: string])[] = [
  [
    'Accepted slices',
    'A request weighs as much as the memory slices of its profile. Accepted by count rewards a policy that starves the large profiles, so that slices, and each profile for itself, are what to look at.',
  ],
  [
    'Significant',
    `All policies see the same requests, so that differences are paired by seed. A difference is significant where the 95 % bootstrap interval of its mean does not hold 0, and at least ${FEWEST_SEEDS} seeds show any. One in 40 comparisons of equal policies comes out significantly worse by chance.`,
  ],
  [
    'Repack oracle',
    'Admits a request whenever all pods and it could be placed if every pod were moved: as if moving cost nothing. It does not know the future, so that a policy which happens to refuse the right request can come out a little ahead of it.',
  ],
  [
    'Clairvoyant bound',
    'A linear program that knows all requests beforehand and may accept parts of them. No policy can exceed it; at overload most of what is beyond the oracle is the choice of whom to refuse.',
  ],
  [
    'Stranded, dead, lost',
    `Stranded: free memory slices that lie in no free window of a profile, averaged over the profiles by their share in the requests. Dead: in no free window of any profile. Lost: of the headroom that repacking would give, the share that is missing, in memory slices.`,
  ],
  [
    'MFI and MIGBench',
    'Measures that others publish, for comparison. Their own experiments differ in load, lifetimes and what is counted: compare policies under one measure here, not these figures with theirs.',
  ],
];

/** What the words and measures mean. */
export function drawNotes(): ComponentChild {
  return h(
    'section',
    { id: 'notes' },
    h('h2', {}, 'How to read this'),
    h(
      'dl',
      { class: 'notes' },
      NOTES.map(([term, text]) => h('div', {}, h('dt', {}, term), h('dd', {}, prose(text)))),
    ),
  );
}
