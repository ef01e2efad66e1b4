import fc, { type Arbitrary } from 'fast-check';
import { type Change, changeAt, countSlots, raw, type Slot, type Tree, treeOf, write } from './tree.ts';

/** Names that objects of JavaScript have already, and names that are hard to write or to compare. */
export const strangeNames: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  '0',
  '10',
  '-1',
  'a/b',
  'quo"te',
  'back\\slash',
  'line\nbreak',
  '\u0000',
  '\u2028',
  '\ud800',
  'ü'.normalize('NFD'),
  '💥',
  'x'.repeat(3000),
];

const nested = (depth: number, open: string, inside: string, close: string): Tree => ({
  kind: 'raw',
  text: open.repeat(depth) + inside + close.repeat(depth),
});

const strangeValues: readonly Tree[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    1e300,
    [],
    {},
    [[]],
    [null],
    '1e400',
    '-1',
    '0.5',
  ].map(treeOf),
  ...['1', '7', '1Ei', '9999999999999999999', 'NaN', '2026-11-20T08:00:00Z', 'nvidia.com/gpu'].map(raw),
  ...['1e999', '-1e999', '-0', '9007199254740993', '1E-400', '123456789012345678901234567890'].map(
    (text): Tree => ({ kind: 'raw', text }),
  ),
  nested(60, '[', '', ']'),
  nested(60, '{"a":', '1', '}'),
  nested(3000, '[', '', ']'),
  nested(3000, '{"items":', 'null', '}'),
];

/** A name: a strange one, any text, or one of `known`. */
export function names(known: readonly string[]): Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 3, arbitrary: fc.constantFrom(...strangeNames) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  );
}

/** Something where something else is expected. `known`: names that would be right elsewhere. */
export function values(known: readonly string[]): Arbitrary<Tree> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...strangeValues) },
    { weight: 2, arbitrary: names(known).map(raw) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 2 }).map((text): Tree => ({ kind: 'raw', text })) },
  );
}

/** What may happen to one place: it goes, comes twice, is called otherwise, holds something else, gets a neighbour. */
function changes(known: readonly string[]): Arbitrary<Change> {
  const withKey = (rename: (key: string) => string): Change => {
    return (slot) => [{ key: rename(slot.key), value: slot.value }];
  };
  const wrapped: Change = ({ key, value }) => [{ key, value: { kind: 'list', slots: [{ key: '', value }] } }];
  const unwrapped: Change = ({ key, value }) => {
    const [first] = value.kind === 'raw' ? [] : value.slots;
    return [{ key, value: first?.value ?? raw(null) }];
  };
  return fc.oneof(
    fc.constant<Change>(() => []),
    fc.constant<Change>((slot) => [slot, slot]),
    fc.constantFrom(
      withKey((key) => key.toLowerCase()),
      withKey((key) => key.toUpperCase()),
      withKey((key) => key.slice(0, 1).toUpperCase() + key.slice(1)),
      wrapped,
      unwrapped,
    ),
    names(known).map((name) => withKey(() => name)),
    values(known).map(
      (value): Change =>
        ({ key }) => [{ key, value }],
    ),
    fc.tuple(names(known), values(known)).map(
      ([key, value]): Change =>
        (slot: Slot) => [slot, { key, value }],
    ),
  );
}

/** One of the samples after a few changes. */
export function changed(samples: readonly object[], known: readonly string[]): Arbitrary<Tree> {
  const trees = samples.map(treeOf);
  return fc
    .tuple(fc.constantFrom(...trees), fc.array(fc.tuple(fc.nat(), changes(known)), { minLength: 1, maxLength: 4 }))
    .map(([tree, edits]) =>
      edits.reduce((now, [place, change]) => changeAt(now, place % Math.max(1, countSlots(now)), change), tree),
    );
}

/** A text after it was cut off, or had something put in. */
export function damaged(texts: Arbitrary<string>): Arbitrary<string> {
  return fc
    .tuple(texts, fc.nat(), fc.constantFrom('', '', ',', '}', '"', '\u0000', '\ufeff', '[', '1', '\\u'), fc.boolean())
    .map(([text, place, more, isCut]) => {
      const at = place % (text.length + 1);
      // Half of a character has no bytes, so that nobody can send it.
      return (text.slice(0, at) + more + (isCut ? '' : text.slice(at))).toWellFormed();
    });
}

/** The trees as texts. */
export function written(trees: Arbitrary<Tree>): Arbitrary<string> {
  return trees.map(write);
}
