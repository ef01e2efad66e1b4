import type { z } from 'zod';
import { describeValue, expectation } from '../cluster/checked.ts';
import { mostSimilar } from '../similar.ts';
import { namesAt } from './fields.ts';
import { HEAD } from './schema.ts';

/** What is wrong with a configuration, and where. */
export interface Fault {
  /** `extender.tls.keyFile`; empty for the whole. */
  readonly path: string;
  /** Words that follow the path and a colon. */
  readonly reason: string;
}

/** What else to say of a fault at a path. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['apiVersion', ', the only version that this slicewise reads'],
  ['kind', '; is this file meant for something else?'],
]);

/** Everything that a check has found, told for people. The check must have been made with `reportInput`. */
export function faultsOf(error: z.ZodError): readonly Fault[] {
  return error.issues.flatMap((issue): readonly Fault[] => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(path, key));
    return [{ path, reason: `${reasonOf(issue)}${HINTS.get(path) ?? ''}` }];
  });
}

function reasonOf(issue: z.core.$ZodIssue): string {
  const { code, input } = issue;
  if (code === 'custom' || code === 'invalid_format' || code === 'too_small' || code === 'too_big')
    return issue.message;
  if (input === undefined) return `is missing, expected ${expectation(issue)}`;
  return `${describeValue(input)} is not ${expectation(issue)}`;
}

function unknownField(group: string, key: string): Fault {
  const known = namesAt(group);
  const near = mostSimilar(key, known, (name) => name);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `only ${known.join(', ')}`;
  return {
    path: group === '' ? key : `${group}.${key}`,
    reason: `there is no ${describeValue(key)} in ${group || HEAD.kind}, ${hint}`,
  };
}
