import type { Dictionary } from '../cluster/dictionary.ts';
import type { SelectorExpression } from '../cluster/objects.ts';
import type { Rename } from './pseudonyms.ts';

/** Domains of label keys and resource names that say nothing of whose cluster it is. */
const PUBLIC = /(^|\.)(kubernetes\.io|k8s\.io|nvidia\.com|amd\.com|intel\.com|slicewise\.dev)$/;

/** Keys whose values say what a board or a node is, and not what it is called. */
const TELLING = /^(nvidia\.com|slicewise\.dev)\/|^(beta\.)?kubernetes\.io\/(arch|os)$/;

/** Values that are no names. */
const PLAIN = /^(true|false|-?\d*)$/;

/** A label key, or the name of a resource: a private domain before its slash gets another name. */
export function renameKey(key: string, rename: Rename): string {
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(0, slash));
  if (!domain.includes('.') || PUBLIC.test(domain)) return key;
  return `${rename('domain', domain)}.example${key.slice(slash)}`;
}

/** The value of a label, where it may be a name. */
export function renameValue(key: string, value: string, rename: Rename): string {
  return TELLING.test(key) || PLAIN.test(value) ? value : rename('value', value);
}

/** Labels, or anything that is compared with labels by equality. */
export function renameLabels(labels: Dictionary, rename: Rename): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [renameKey(key, rename), renameValue(key, value, rename)]),
  );
}

/** Expressions that select by labels. */
export function renameExpressions(
  expressions: readonly SelectorExpression[] | null | undefined,
  rename: Rename,
): SelectorExpression[] | undefined {
  return expressions?.map(({ key, operator, values }) => ({
    key: renameKey(key, rename),
    operator,
    values: values?.map((value) => renameValue(key, value, rename)),
  }));
}

/** Amounts by the names of resources; those of a quota have a prefix. */
export function renameResources<T>(
  amounts: Readonly<Record<string, T>> | null | undefined,
  rename: Rename,
): Record<string, T> | undefined {
  return amounts === null || amounts === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(amounts).map(([name, amount]) => {
          const [, prefix = '', resource = name] = /^((?:requests|limits)\.)(.+)$/.exec(name) ?? [];
          return [prefix + renameKey(resource, rename), amount];
        }),
      );
}
