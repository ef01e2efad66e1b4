/** A part of a configuration as it is written: fields by name. */
export type Tree = Readonly<Record<string, unknown>>;

/** True of what holds fields. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The tree that holds one value and nothing else: `{ extender: { listen: value } }` at `extender.listen`. */
export function treeAt(path: string, value: unknown): Tree {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : treeAt(rest.join('.'), value) };
}

/** Both trees in one. Where both have a value, the second one's counts. */
export function merge(below: Tree, above: Tree): Tree {
  const merged = Object.entries(above).map(([name, value]): readonly [string, unknown] => {
    const beneath = below[name];
    return [name, isTree(beneath) && isTree(value) ? merge(beneath, value) : value];
  });
  return { ...below, ...Object.fromEntries(merged) };
}

/** True where a tree has a value at a path. */
export function has(tree: Tree, path: string): boolean {
  const found = path.split('.').reduce<unknown>((inner, name) => (isTree(inner) ? inner[name] : undefined), tree);
  return found !== undefined;
}

/** The tree without the fields that hold nothing (`tls:` and no more), which count as absent. */
export function withoutNulls(value: unknown): unknown {
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutNulls(inner) ?? undefined]));
}
