import fc, { type Arbitrary } from 'fast-check';
import { podObject } from '../../src/testing/objects.ts';
import type { Counts } from './geometry.ts';
import { type Stage, samples, stageAt } from './stage.ts';
import { changed, damaged, names, strangeNames, written } from './strange.ts';
import { boards } from './world.ts';

/** A request about a cluster. */
export interface Case {
  /** Position of the cluster among the stages. */
  readonly stage: number;
  /** The body. */
  readonly text: string;
  /** What the pod asks for, where that is known. */
  readonly asks: Asks | undefined;
}

/** A request with its cluster at hand. */
export interface Question {
  readonly stage: Pick<Stage, 'cluster' | 'world'>;
  readonly text: string;
  readonly asks: Asks | undefined;
}

/** The cluster that a request is about, found. */
export function questionOf({ stage, text, asks }: Case): Question {
  return { stage: stageAt(stage), text, asks };
}

/** A pod whose meaning is known. */
export interface Asks {
  readonly instances: Counts;
  readonly priority: number;
  readonly mayPreempt: boolean;
}

/** Bodies for `filter` and `prioritize`, about stages at these positions. */
export function argsCases(positions: readonly number[]): Arbitrary<Case> {
  const captured = [...samples].flatMap(([name, sample]) => (name.startsWith('preempt') ? [] : [sample]));
  const sensible = fc
    .tuple(askingPods(), fc.constantFrom(...positions))
    .chain(([{ object, asks }, stage]) =>
      nodesOf(knownNames(stage)).map((nodes) => ({ stage, body: { Pod: object, ...nodes }, asks })),
    );
  return casesOf(positions, captured, sensible);
}

/** Bodies for `preempt`, about stages at these positions. */
export function preemptCases(positions: readonly number[]): Arbitrary<Case> {
  const captured = [...samples].flatMap(([name, sample]) => (name.startsWith('preempt') ? [sample] : []));
  const sensible = fc
    .tuple(askingPods(), fc.constantFrom(...positions))
    .chain(([{ object, asks }, stage]) =>
      offersOf(knownNames(stage), stageAt(stage)).map((offers) => ({ stage, body: { Pod: object, ...offers }, asks })),
    );
  return casesOf(positions, captured, sensible);
}

/** Requests that mean something, the same and captured ones after a few changes, texts that are no JSON, other JSON. */
function casesOf(
  positions: readonly number[],
  captured: readonly object[],
  sensible: Arbitrary<Sensible>,
): Arbitrary<Case> {
  const known = [...strangeNames, 'gpu1', 'gpu2', 'a100-1', 'Pod', 'NodeNames', 'items', 'metadata', 'spec'];
  const examples = [...captured, ...fc.sample(sensible, { seed: 1, numRuns: 60 }).map(({ body }) => body)];
  const texts = written(changed(examples, known));
  const plain = fc.constantFrom(...examples).map((body) => JSON.stringify(body));
  const blind = fc.oneof(
    { weight: 8, arbitrary: texts },
    { weight: 1, arbitrary: damaged(fc.oneof(texts, plain)) },
    { weight: 1, arbitrary: fc.json() },
  );
  return fc.oneof(
    sensible.map(({ stage, body, asks }): Case => ({ stage, text: JSON.stringify(body), asks })),
    fc.tuple(fc.constantFrom(...positions), blind).map(([stage, text]): Case => ({ stage, text, asks: undefined })),
  );
}

interface Sensible {
  readonly stage: number;
  readonly body: object;
  readonly asks: Asks;
}

function knownNames(stage: number): readonly string[] {
  const known = stageAt(stage).cluster.nodes.map(({ name }) => name);
  return known.length === 0 ? ['gpu1'] : known;
}

/** Pods that ask for instances of boards, one in five for several profiles or none. */
export function askingPods(): Arbitrary<{ readonly object: object; readonly asks: Asks }> {
  const item = fc
    .constantFrom(...boards)
    .chain(({ profiles }) =>
      fc.tuple(
        fc.constantFrom(...profiles.map(({ name }) => name)),
        fc.oneof(
          { weight: 40, arbitrary: fc.integer({ min: 1, max: 3 }) },
          { weight: 1, arbitrary: fc.constantFrom(9, 1e6) },
        ),
      ),
    );
  return fc
    .record({
      items: fc.oneof(
        { weight: 4, arbitrary: fc.array(item, { minLength: 1, maxLength: 1 }) },
        { weight: 1, arbitrary: fc.array(item, { maxLength: 2 }) },
      ),
      priority: fc.constantFrom(0, 10, 50, 100, 1000, 2000),
      mayPreempt: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    })
    .map(({ items, priority, mayPreempt }) => {
      const instances = new Map(items);
      const text = [...instances].map(([name, count]) => `${count} x ${name}`).join(', ');
      const object = podObject('x/asking', text, {
        priority,
        preemptionPolicy: mayPreempt ? 'PreemptLowerPriority' : 'Never',
      });
      return { object, asks: { instances, priority, mayPreempt } };
    });
}

function nodesOf(known: readonly string[]): Arbitrary<object> {
  const asked = fc.array(names(known), { maxLength: 8 });
  return fc.oneof(
    { weight: 3, arbitrary: asked.map((NodeNames) => ({ Nodes: null, NodeNames })) },
    {
      weight: 1,
      arbitrary: asked.map((all) => ({
        Nodes: { metadata: {}, items: all.map((name) => ({ metadata: { name }, status: { [name]: 1 } })) },
        NodeNames: null,
      })),
    },
  );
}

function offersOf(known: readonly string[], { world }: Stage): Arbitrary<object> {
  const uids = ['uid-unknown', ...(world?.pods ?? []).map(({ uid }) => uid)];
  const victims = fc.record({
    Pods: fc.uniqueArray(fc.constantFrom(...uids), { maxLength: 3 }),
    NumPDBViolations: fc.nat(2),
  });
  return fc.tuple(fc.array(fc.tuple(names(known), victims), { maxLength: 6 }), fc.boolean()).map(([offers, isMeta]) => {
    const entries = offers.map(([name, { Pods, NumPDBViolations }]): [string, object] => [
      name,
      { Pods: Pods.map((uid) => (isMeta ? { UID: uid } : { metadata: { name: uid, uid } })), NumPDBViolations },
    ]);
    // fromEntries, because an assignment to `__proto__` would be lost.
    const map = Object.fromEntries(entries);
    return isMeta
      ? { NodeNameToVictims: null, NodeNameToMetaVictims: map }
      : { NodeNameToVictims: map, NodeNameToMetaVictims: null };
  });
}
