import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { publishedBoard } from '../../solver/testing/published.ts';
import { reshapeOf } from '../testing/recommended.ts';
import { migPartedConfiguration } from './mig-parted-output.ts';

const GPUS = ['1g.5gb@0=x/a 2g.10gb@2 3g.20gb@4', '3g.20gb@0=x/b 1g.5gb@4 1g.5gb@6', '7g.40gb@0'];
const { cluster, recommendations, changes } = reshapeOf(GPUS, 6);
const output = migPartedConfiguration(recommendations, cluster);

interface Rule {
  readonly devices: readonly number[];
  readonly 'mig-enabled': boolean;
  readonly 'mig-devices'?: Readonly<Record<string, number>>;
}

/** The starts that the driver tries for each profile of an A100, in its order. */
const STARTS: Readonly<Record<string, readonly number[]>> = {
  '1g.5gb': [6, 4, 5, 0, 1, 2, 3],
  '1g.10gb': [4, 0, 2, 6],
  '2g.10gb': [4, 0, 2],
  '3g.20gb': [4, 0],
  '4g.20gb': [0],
  '7g.40gb': [0],
};
const sizeOf = (name: string): number =>
  publishedBoard('A100-40GB').profiles.find((profile) => profile.name === name)?.size ?? 9;

/** What mig-parted makes of a GPU: nothing where the counts match; else it clears it, which fails over what is in use, and tries orders. */
function assertApplied(before: readonly string[], target: Readonly<Record<string, number>>): readonly string[] {
  const wanted = Object.entries(target).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  const present = before.map((text) => text.replace(/@.*/, ''));
  if (present.toSorted().join() === wanted.toSorted().join()) return before;
  if (before.some((text) => text.endsWith('*'))) throw new Error('In use by another client');
  for (const order of permutations(wanted)) {
    const made = placeInOrder(order);
    if (made !== undefined) return made;
  }
  throw new Error('Insufficient Resources');
}

function placeInOrder(order: readonly string[]): readonly string[] | undefined {
  const taken = new Set<number>();
  const made: string[] = [];
  for (const name of order) {
    const slices = (start: number) => Array.from({ length: sizeOf(name) }, (_, slice) => start + slice);
    const start = STARTS[name]?.find((each) => slices(each).every((slice) => !taken.has(slice)));
    if (start === undefined) return undefined;
    for (const slice of slices(start)) taken.add(slice);
    made.push(`${name}@${start}`);
  }
  return made;
}

function* permutations(names: readonly string[]): Generator<readonly string[]> {
  if (names.length === 0) yield [];
  for (const name of new Set(names)) {
    for (const rest of permutations(names.toSpliced(names.indexOf(name), 1))) yield [name, ...rest];
  }
}

describe('the configuration for mig-parted', () => {
  const { version, 'mig-configs': configs } = parse(output);
  const entries: readonly [string, readonly Rule[]][] = Object.entries(configs);
  const [name, rules] = entries[0] ?? assert.fail('no configuration');
  const before = GPUS.map((text) => text.split(' ').map((word) => word.replace(/=.*/, '*')));
  const targetOf = (index: number) => rules.find(({ devices }) => devices.includes(index))?.['mig-devices'] ?? {};

  it('is one, with a rule for each GPU of the node and the label to set', () => {
    assert.equal(version, 'v1');
    assert.deepEqual(rules.flatMap(({ devices }) => devices).toSorted(), [0, 1, 2]);
    assert.ok(rules.every((rule) => rule['mig-enabled']));
    assert.ok(output.includes(`kubectl label node n1 nvidia.com/mig.config=${name} --overwrite`));
  });

  it('makes of drained GPUs what was recommended, up to positions', () => {
    for (const [index, instances] of before.entries()) {
      const drained = instances.map((text) => text.replace('*', ''));
      const change = changes.find(({ gpu }) => gpu === index);
      const want = [...drained.filter((text) => !change?.delete.includes(text)), ...(change?.create ?? [])];
      const made = assertApplied(drained, targetOf(index));
      const counts = (texts: readonly string[]) => texts.map((text) => text.replace(/@.*/, '')).toSorted();
      assert.deepEqual(counts(made), counts(want), `GPU ${index}`);
    }
  });

  it('says that the node must be drained, and of which pods; undrained it would fail', () => {
    assert.match(output, /^# n1: these pods hold GPUs there: x\/a x\/b$/m);
    assert.match(output, /kubectl drain n1/);
    const changed = changes.find(({ gpu }) => before[gpu]?.some((text) => text.endsWith('*')));
    assert.throws(() => assertApplied(before[changed?.gpu ?? -1] ?? [], targetOf(changed?.gpu ?? -1)), /In use/);
  });

  it('cuts a node that is drained as the repartition says, and mixes no reshape into it', () => {
    const [reshape = assert.fail()] = recommendations;
    const change = { node: 'n1', gpu: 2, delete: ['7g.40gb@0'], create: ['4g.20gb@0', '3g.20gb@4'] };
    assert.ok(changes.some(({ gpu }) => gpu < 2));
    const both = [reshape, { ...reshape, rung: 'repartition' as const, changes: [change] }];
    const { 'mig-configs': own } = parse(migPartedConfiguration(both, cluster));
    const [drained = assert.fail()] = Object.values<readonly Rule[]>(own);
    const countsOf = (index: number) => drained.find(({ devices }) => devices.includes(index))?.['mig-devices'];
    assert.deepEqual(countsOf(0), { '1g.5gb': 1, '2g.10gb': 1, '3g.20gb': 1 });
    assert.deepEqual(countsOf(1), { '1g.5gb': 2, '3g.20gb': 1 });
    assert.deepEqual(countsOf(2), { '3g.20gb': 1, '4g.20gb': 1 });
  });

  it('leaves GPUs as they are that nothing is recommended for', () => {
    const same = [...GPUS.keys()].filter((index) => !changes.some(({ gpu }) => gpu === index));
    for (const index of same) assert.deepEqual(assertApplied(before[index] ?? [], targetOf(index)), before[index]);
  });
});
