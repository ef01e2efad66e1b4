import { compareText } from '../../solver/text-order.ts';

/** What a name is the name of. A `value` is that of a label or a taint, a `domain` what stands before a label's slash. */
export type NameKind =
  | 'node'
  | 'namespace'
  | 'pod'
  | 'container'
  | 'owner'
  | 'budget'
  | 'quota'
  | 'configmap'
  | 'scheduler'
  | 'gate'
  | 'uid'
  | 'gpu'
  | 'instance'
  | 'value'
  | 'domain';

/** Gives names other names. */
export type Rename = (kind: NameKind, name: string) => string;

/** Collects names until all are known, and then gives each another one. */
export interface Pseudonyms {
  /** Notes a name, and gives it back. */
  readonly collect: Rename;
  /** Names by kind and number: `node-07`. Numbers follow the order of the names, so that nothing changes places. */
  readonly replace: Rename;
}

/** A label's value is often the name of something; then it gets the name that this gets. */
const VALUE_MAY_BE: readonly NameKind[] = ['node', 'pod', 'namespace'];

/** Makes pseudonyms that know no name yet. */
export function createPseudonyms(): Pseudonyms {
  const names = new Map<NameKind, Set<string>>();
  const numbered = new Map<NameKind, ReadonlyMap<string, string>>();
  const of = (kind: NameKind): ReadonlyMap<string, string> => {
    const known = numbered.get(kind) ?? number(kind, names.get(kind) ?? new Set());
    numbered.set(kind, known);
    return known;
  };
  return {
    collect(kind, name) {
      names.set(kind, (names.get(kind) ?? new Set()).add(name));
      return name;
    },
    replace(kind, name) {
      const meant = kind === 'value' ? VALUE_MAY_BE.find((each) => of(each).has(name)) : undefined;
      const pseudonym = of(meant ?? kind).get(name);
      if (pseudonym === undefined) throw new Error(`${kind} "${name}" was not collected`);
      return pseudonym;
    },
  };
}

function number(kind: NameKind, names: ReadonlySet<string>): ReadonlyMap<string, string> {
  // Pods are compared by namespace, slash, and name.
  const end = kind === 'namespace' ? '/' : '';
  const sorted = [...names].sort((a, b) => compareText(a + end, b + end));
  const width = String(sorted.length).length;
  return new Map(sorted.map((name, index) => [name, `${kind}-${String(index + 1).padStart(width, '0')}`]));
}
