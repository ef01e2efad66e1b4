import { DEFAULT_POLICY, movesAllowed, REPACK_ORACLE } from '../policy-roles.ts';

/** A shape that stands for a policy beside its colour, for those who cannot tell colours or print without. */
export type Marker = 'disc' | 'triangle' | 'diamond' | 'square' | 'plus' | 'wedge' | 'cross' | 'ring';

/** How a policy is drawn everywhere: its class gives colour and dashes. */
export interface Look {
  readonly className: string;
  /** Absent of the policies in grey. */
  readonly marker: Marker | undefined;
  /** Whether it is drawn in colour. */
  readonly isProminent: boolean;
}

const GREY: Look = { className: 'grey', marker: undefined, isProminent: false };

/** The places of the palette, each with the policies that it is kept for, the first that ran. */
const PLACES: readonly { readonly marker: Marker; readonly takes: (policy: string) => boolean }[] = [
  { marker: 'disc', takes: (policy) => policy === DEFAULT_POLICY },
  { marker: 'triangle', takes: (policy) => movesAllowed(policy) === 2 },
  { marker: 'diamond', takes: (policy) => policy === REPACK_ORACLE },
  { marker: 'square', takes: (policy) => policy === 'best-fit' },
  { marker: 'plus', takes: (policy) => policy.startsWith('mfi') },
  { marker: 'wedge', takes: (policy) => policy === 'first-fit' },
  { marker: 'cross', takes: (policy) => policy === 'random' },
  { marker: 'ring', takes: (policy) => policy.includes('allocated') || (movesAllowed(policy) ?? 0) > 0 },
];

/** How each policy of a bench is drawn: a few in colour, the others in grey; all in colour where they are few. */
export function looksOf(policies: readonly string[]): (policy: string) => Look {
  const taken = new Map<string, number>();
  for (const [place, { takes }] of PLACES.entries()) {
    const policy = policies.find((each) => !taken.has(each) && takes(each));
    if (policy !== undefined) taken.set(policy, place);
  }
  if (policies.length <= PLACES.length) {
    const free = [...PLACES.keys()].filter((place) => ![...taken.values()].includes(place));
    const rest = policies.filter((policy) => !taken.has(policy));
    for (const [index, policy] of rest.entries()) taken.set(policy, free[index] ?? 0);
  }
  return (policy) => {
    const place = taken.get(policy);
    const marker = place === undefined ? undefined : PLACES[place]?.marker;
    return marker === undefined ? GREY : { className: `p${place}`, marker, isProminent: true };
  };
}
