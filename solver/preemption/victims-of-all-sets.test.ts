import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { freeHolds, type NodeShape, type Request, type RequestItem, withHolders } from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { compareKeys, type PlacementKey } from '../placement/policy.ts';
import { createRater } from '../placement/rater.ts';
import { judge, type Verdict } from '../placement/verdict.ts';
import { carveNode, gpu, podsOn, request, staticNode, unplaced } from '../testing/shapes.ts';
import { countViolations } from './disruption-budgets.ts';
import { findVictims } from './victims.ts';

const rater = createRater({ policy: phi, demand: noDemand });

const LAYOUTS = [
  '1g.5gb@0* 1g.5gb@1* 2g.10gb@2* 3g.20gb@4*',
  '4g.20gb@0* 1g.5gb@4* 1g.5gb@6*',
  '2g.10gb@0* 2g.10gb@2 2g.10gb@4* 1g.5gb@6',
  '1g.5gb+me@2* 3g.20gb@4*',
];
const OPEN_LAYOUTS = [
  '1g.5gb@0* 1g.5gb@1 2g.10gb@2 3g.20gb@4*',
  '4g.20gb@0 1g.5gb@4* 1g.5gb@6',
  '2g.10gb@0* 2g.10gb@2 2g.10gb@4 1g.5gb@6',
  '3g.20gb@0* 3g.20gb@4',
  '1g.5gb+me@2 3g.20gb@4*',
];
const REQUESTS = [
  '1g.5gb',
  '2g.10gb',
  '3g.20gb',
  '4g.20gb',
  '7g.40gb',
  '2 x 1g.5gb',
  '3 x 1g.5gb',
  '2 x 3g.20gb',
  '2g.10gb, 1g.5gb',
  '1g.5gb+me',
];
const ALLOWED = new Map([
  ['web', 1],
  ['all', 2],
]);

const traits: fc.Arbitrary<readonly Traits[]> = fc.oneof(traitsOf(fc.constant(false)), traitsOf(fc.boolean()));

function traitsOf(isPair: fc.Arbitrary<boolean>): fc.Arbitrary<readonly Traits[]> {
  const one = fc.record({
    priority: fc.nat(2),
    budgets: fc.subarray(['web', 'all', 'spent']),
    isEvictable: fc.oneof(fc.constant(true), fc.boolean()),
    isPair,
  });
  return fc.array(one, { minLength: 12, maxLength: 12 });
}

interface Traits {
  readonly priority: number;
  readonly budgets: readonly string[];
  readonly isEvictable: boolean;
  /** Holds what the next pod does as well. */
  readonly isPair: boolean;
}

describe('findVictims, beside every set of pods tried one by one', () => {
  for (const mode of ['carve', 'static'] as const) {
    it(`finds the best in ${mode} mode`, () => {
      fc.assert(
        fc.property(layouts(LAYOUTS, 3), fc.constantFrom(...REQUESTS), traits, (texts, asked, all) => {
          const node = nodeOf(mode, texts);
          const pods = withTraits(podsOn(node), all);
          const isByPlace = mode === 'carve' && pods.every(({ instances }) => instances.length === 1);
          assertBest(
            { node, evictable: pods.filter(({ isEvictable }) => isEvictable), asked: request(asked) },
            isByPlace,
          );
        }),
        { numRuns: 200 },
      );
    });

    it(`finds the best in ${mode} mode where it is not known where some pods are, beside nominated ones`, () => {
      const holders = fc.array(
        fc.record({ profile: fc.constantFrom('1g.5gb', '2g.10gb', '3g.20gb'), count: fc.integer({ min: 1, max: 2 }) }),
        { maxLength: 4 },
      );
      fc.assert(
        fc.property(
          fc.record({
            texts: layouts([...OPEN_LAYOUTS, ...LAYOUTS.slice(2)], 2),
            asked: fc.constantFrom(...REQUESTS),
            alongside: fc.constantFrom('', '', '', '1g.5gb', '2g.10gb'),
            holders,
            isShared: fc.boolean(),
            all: traits,
          }),
          ({ texts, asked, alongside, holders: wanted, isShared, all }) => {
            const shared = new Map(isShared ? [['1g.5gb', { perInstance: 2, taken: 0 }]] : []);
            const bare: NodeShape = { ...nodeOf(mode, texts), shared };
            const hidden = wanted
              .filter(fitsIn(bare))
              .map((item, index) => ({ ...unplaced(`hidden-${index}`, '1g.5gb'), hidden: [item] }));
            const node = hidden
              .flatMap((pod) => pod.hidden)
              .reduce((left, { profile, count }) => withHolders(left, profile, count), bare);
            const pods = withTraits([...hidden, ...podsOn(node)], all);
            assertBest(
              {
                node,
                evictable: pods.filter(({ isEvictable }) => isEvictable),
                asked: request(asked),
                alongside: alongside === '' ? [] : request(alongside),
              },
              false,
            );
          },
        ),
        { numRuns: 400 },
      );
    });
  }
});

function layouts(texts: readonly string[], maxLength: number): fc.Arbitrary<readonly string[]> {
  return fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength });
}

function nodeOf(mode: NodeShape['mode'], texts: readonly string[]): NodeShape {
  const gpus = texts.map((each) => gpu(each));
  return mode === 'carve' ? carveNode(...gpus) : staticNode(gpus);
}

/** True of one item after the other while pods can hold it beside those before. */
function fitsIn(node: NodeShape): (item: RequestItem) => boolean {
  let left = node;
  return ({ profile, count }) => {
    if (freeHolds(left, profile) < count) return false;
    left = withHolders(left, profile, count);
    return true;
  };
}

/** Pods with these traits; those that are pairs have what the next one holds as well, wherever it is. */
function withTraits(pods: readonly Occupant[], all: readonly Traits[]): readonly (Occupant & Traits)[] {
  const [first, second, ...rest] = pods;
  const [own, ...others] = all;
  if (first === undefined || own === undefined) return [];
  if (second === undefined || !own.isPair) return [{ ...first, ...own }, ...withTraits(pods.slice(1), others)];
  const both = {
    instances: [...first.instances, ...second.instances],
    hidden: addedUp([...first.hidden, ...second.hidden]),
  };
  return [{ ...first, ...own, ...both }, ...withTraits(rest, others)];
}

function addedUp(items: Request): Request {
  return [...Map.groupBy(items, ({ profile }) => profile)].map(([profile, alike]) => ({
    profile,
    count: alike.reduce((sum, { count }) => sum + count, 0),
  }));
}

interface Question {
  readonly node: NodeShape;
  readonly evictable: readonly Occupant[];
  readonly asked: Request;
  readonly alongside?: Request;
}

/** @param isByPlace Whether the victims hold one instance each whose place is known, so that keys can be compared. */
function assertBest(question: Question, isByPlace: boolean): void {
  const { node, evictable, asked, alongside } = question;
  const found = findVictims({ ...question, request: asked, rater, disruptionsAllowed: ALLOWED });
  const verdictWithout = (gone: readonly Occupant[]) => judge(withoutOccupants(node, gone), asked, rater, alongside);
  const want = verdictWithout([]).kind === 'fits' ? undefined : bestSet(evictable, verdictWithout);
  assert.equal(found.kind, want === undefined ? 'none' : 'found');
  if (found.kind !== 'found' || want === undefined) return;
  assert.deepEqual(costOf(found.victims), want.cost);
  assert.equal(found.violations, want.cost[0]);
  const verdict = verdictWithout(found.victims);
  if (verdict.kind !== 'fits') assert.fail('the victims do not help');
  if (isByPlace) assert.deepEqual(verdict.key, want.key);
}

function costOf(victims: readonly Occupant[]): readonly number[] {
  return [countViolations(victims, ALLOWED), Math.max(...victims.map(({ priority }) => priority)), victims.length];
}

interface Best {
  readonly cost: readonly number[];
  readonly key: PlacementKey;
}

/** The smallest cost, and for it the smallest key, over all sets whose departure makes the request fit. */
function bestSet(pods: readonly Occupant[], verdictWithout: (gone: readonly Occupant[]) => Verdict): Best | undefined {
  let best: Best | undefined;
  for (let bits = 1; bits < 2 ** pods.length; bits++) {
    const set = pods.filter((_, index) => (bits & (1 << index)) !== 0);
    const cost = costOf(set);
    if (best !== undefined && compare(cost, best.cost) > 0) continue;
    const verdict = verdictWithout(set);
    if (verdict.kind !== 'fits') continue;
    const isBetter = best === undefined || compare(cost, best.cost) < 0 || compareKeys(verdict.key, best.key) < 0;
    if (isBetter) best = { cost, key: verdict.key };
  }
  return best;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
