/** The policy that slicewise uses unless told otherwise, with which all others are compared. */
export const DEFAULT_POLICY = 'phi';

/** Perfect repacking at any time: no policy but what they are measured by. */
export const REPACK_ORACLE = 'repack';

/** What a policy may do: place pods and nothing else, move at most k of them when one finds no place, or repack everything. */
export type PolicyRole = 'placement' | 'moves' | 'oracle';

/** What a policy of this name may do. */
export function roleOf(policy: string): PolicyRole {
  if (policy === REPACK_ORACLE) return 'oracle';
  return /\+\d+$/.test(policy) ? 'moves' : 'placement';
}

/** The most pods that the default policy moves for a request under this name: 2 of `phi+2`, 0 of `phi`; absent of others. */
export function movesAllowed(policy: string): number | undefined {
  if (policy === DEFAULT_POLICY) return 0;
  const [, moves] = /^phi\+(\d+)$/.exec(policy) ?? [];
  return moves === undefined ? undefined : Number(moves);
}
