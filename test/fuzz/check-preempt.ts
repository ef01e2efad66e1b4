import assert from 'node:assert/strict';
import { offeredVictims } from './asked.ts';
import { fields, list, readOnce } from './check-args.ts';
import type { Asks, Question } from './requests.ts';
import { lowerOn, truthAbout } from './truth.ts';
import type { World } from './world.ts';

/** Throws where an answer of `preempt` breaks its contract with kube-scheduler, evicts whom it must not, or does not help. */
export function checkPreempt({ stage, text, asks }: Question, json: string): void {
  const answer = readOnce(json);
  assert.deepEqual(Object.keys(answer), ['NodeNameToMetaVictims']);
  const chosen = new Map(
    [...fields(answer['NodeNameToMetaVictims'])].map(([name, victims]) => [name, readVictims(victims)]),
  );
  const offered = offeredVictims(text);
  if (offered === undefined) {
    assert.equal(chosen.size, 0, 'answers what cannot be read');
    return;
  }
  for (const [name, uids] of chosen) {
    const offer = offered.get(name);
    if (offer === undefined) assert.fail(`${JSON.stringify(name)} was not offered`);
    // From 1.38 on an empty list says "nothing against it"; for pods without GPUs it goes back as it came.
    assert.ok(uids.length > 0 || (offer.length === 0 && (asks?.instances.size ?? 0) === 0), 'an empty list');
    const here = new Set(stage.cluster.nodes.find((node) => node.name === name)?.pods.map(({ uid }) => uid));
    for (const uid of uids) if (!offer.includes(uid) && !here.has(uid)) assert.fail(`${uid} is not on ${name}`);
    if (new Set(offer).size === offer.length) assert.equal(new Set(uids).size, uids.length, 'a victim twice');
  }
  if (asks === undefined) return;
  if (!asks.mayPreempt) assert.equal(chosen.size, 0, 'evicts for a pod that may not preempt');
  else if (stage.world !== undefined && asks.instances.size > 0) checkVictims(stage.world, asks, offered, chosen);
}

type Victims = ReadonlyMap<string, readonly string[]>;

function checkVictims(world: World, asks: Asks, offered: Victims, chosen: Victims): void {
  for (const [name, offer] of offered) {
    const where = `on ${JSON.stringify(name)}`;
    const node = world.nodes.find((each) => each.name === name);
    const uids = chosen.get(name);
    if (node === undefined) {
      assert.equal(uids, undefined, `victims ${where}, which is not there`);
      continue;
    }
    const fitsWithout = (gone: Iterable<string>): boolean =>
      truthAbout(node, asks.instances, new Set(gone)) === 'passes';
    const lower = lowerOn(world, name, asks.priority);
    if (fitsWithout([])) {
      // It is not instances that the pod lacks there.
      assert.deepEqual(uids ?? [], offer, `other victims than offered ${where}`);
    } else if (uids === undefined) {
      assert.ok(!fitsWithout(lower), `no victims ${where}, where some would help`);
    } else {
      assert.ok(fitsWithout(uids), `victims ${where} who do not help`);
      const own = uids.filter((uid) => !offer.includes(uid));
      for (const uid of own) {
        assert.ok(lower.has(uid), `${uid} is too important ${where}`);
        assert.ok(!fitsWithout(uids.filter((each) => each !== uid)), `${uid} leaves for nothing ${where}`);
      }
    }
  }
}

function readVictims(value: unknown): readonly string[] {
  const victims = fields(value);
  assert.deepEqual([...victims.keys()], ['Pods', 'NumPDBViolations']);
  const violations = victims.get('NumPDBViolations');
  assert.ok(Number.isSafeInteger(violations) && Number(violations) >= 0, 'violations are not counted');
  return list(victims.get('Pods')).map((pod) => {
    const entry = fields(pod);
    assert.deepEqual([...entry.keys()], ['UID']);
    const uid = entry.get('UID');
    assert.ok(typeof uid === 'string');
    return uid;
  });
}
