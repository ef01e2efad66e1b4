import { createHash } from 'node:crypto';
import { z } from 'zod';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { checked } from '../cluster/checked.ts';
import { placementListSchema, readPlacementAnnotation } from '../cluster/placement-annotation.ts';
import type { Pod } from '../cluster/pod.ts';

/** The annotation on a node's Lease with the claims on its windows: a JSON object by pod UID. */
export const CLAIMS_ANNOTATION = 'slicewise.dev/claims';

const claimSchema = z.object({
  /** `namespace/name`. */
  pod: z.string(),
  /** The resourceVersion that the pod must have for the claim's Binding to take effect. */
  version: z.string(),
  placements: placementListSchema,
  /** When it was written, for people; nothing is decided by it. */
  at: z.string(),
});

/** Windows that a Binding on its way will take. */
export type Claim = z.infer<typeof claimSchema>;

/** Claims on the windows of one node, by pod UID. */
export type Claims = ReadonlyMap<string, Claim>;

/** Reads the annotation; fails with a sentence that names it. An annotation that is absent holds no claim. */
export function readClaims(text: string | undefined): Result<Claims> {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '{}');
  } catch {
    return failure(`annotation ${CLAIMS_ANNOTATION} is not valid JSON`);
  }
  const claims = checked(z.record(z.string(), claimSchema), json, `annotation ${CLAIMS_ANNOTATION}`);
  return claims.ok ? ok(new Map(Object.entries(claims.value))) : claims;
}

/** Writes the annotation. */
export function writeClaims(claims: Claims): string {
  return JSON.stringify(Object.fromEntries(claims));
}

/** What bound pods hold, in the form of claims. One without a placement that can be read is passed over, as in the state. */
export function claimsOfPods(pods: readonly Pod[]): Claims {
  const claims = new Map<string, Claim>();
  for (const { uid, key, placement } of pods) {
    const chosen = placement === undefined ? undefined : readPlacementAnnotation(placement);
    if (chosen?.ok) claims.set(uid, { pod: key, version: '', placements: chosen.value, at: '' });
  }
  return claims;
}

const LONGEST_NAME = 253;

/** The name of a node's Lease, which is at most as long as names may be: the end of a longer one gives way to its hash. */
export function leaseName(node: string): string {
  const name = `slicewise-${node}`;
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(node).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME - hash.length - 1).replace(/[.-]+$/, '')}-${hash}`;
}
