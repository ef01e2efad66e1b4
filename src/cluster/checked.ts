import type { z } from 'zod';
import { failure, ok, type Result } from '../../solver/model/result.ts';

/**
 * Checks a foreign value against a schema. Fails with one sentence about the first thing that is wrong, which names the
 * field: `gpus.6.index is missing`, `v is 2, expected 1`.
 *
 * @param where Path of the value itself; a fault of a value without a path is told of `it`.
 */
export function checked<T extends z.ZodType>(schema: T, value: unknown, where = ''): Result<z.infer<T>> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return failure(issue === undefined ? `${where || 'it'} cannot be read` : describeIssue(issue, where));
}

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Longer texts are cut: a whole file may stand where a word is expected. */
const LONGEST = 40;

function describeIssue(issue: Issue, where: string): string {
  const field = [where, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  if (issue.code === 'invalid_union') {
    // A form that fits on the outside was meant, so that what is wrong inside it is the fault.
    const inside = issue.errors.map(([first]) => first).find((first) => first !== undefined && first.path.length > 0);
    if (inside !== undefined) return describeIssue(inside, field);
  }
  const subject = field || 'it';
  if (issue.code === 'unrecognized_keys')
    return `${subject} has a field ${describeValue(issue.keys[0])}, which is not known`;
  return issue.input === undefined
    ? `${subject} is missing`
    : `${subject} is ${describeValue(issue.input)}, expected ${expectation(issue)}`;
}

/** What a schema expects where a fault is, in words that follow "expected". */
export function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(describeValue).join(' or ');
    case 'too_small':
      return issue.origin === 'string' ? 'text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return issue.errors.flatMap(([first]) => (first === undefined ? [] : [expectation(first)])).join(' or ');
    default:
      return 'something else';
  }
}

/** A foreign value in words: texts in quotes, long ones cut; of lists and objects only that they are some. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
}
