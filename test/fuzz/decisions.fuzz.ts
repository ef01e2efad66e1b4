import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import { createRandom, type Random } from '../../bench/cluster/random.ts';
import { policies } from '../../solver/placement/policies.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { requestOnNode } from '../../src/cluster/node-request.ts';
import { createSessions, type Session } from '../../src/extender/session.ts';
import { verbs } from '../../src/extender/verbs.ts';
import { nodeIn, podObject, pod as readPod } from '../../src/testing/objects.ts';
import { field } from './asked.ts';
import { checkFilter, checkPrioritize, fields, list } from './check-args.ts';
import { checkPreempt } from './check-preempt.ts';
import { createLivingCluster } from './living-cluster.ts';
import { type Asks, askingPods } from './requests.ts';
import { fuzz, requestsPerVerb } from './settings.ts';
import { carve, handOut, without } from './walk.ts';
import { type World, worlds } from './world.ts';

/** Pods that arrive in one world. */
const ARRIVALS = 10;

describe('decisions that are carried out', () => {
  fuzz({
    title: 'arriving pods',
    runs: Math.ceil(requestsPerVerb / 5 / ARRIVALS),
    each: ARRIVALS,
    cases: fc.tuple(worlds, fc.array(askingPods(), { minLength: ARRIVALS, maxLength: ARRIVALS }), fc.nat()),
    check: ([world, arrivals, choices]) => {
      const random = createRandom(choices);
      const sessionOf = createSessions({ policy: random.pick(policies), costs: new Map() });
      const clusterLike = createLivingCluster();
      const sessionFor = (each: World): Session => sessionOf(clusterLike(each));
      let now = world;
      for (const [index, { asks }] of arrivals.entries()) {
        now = arrive(now, { asks, uid: `new-${index}`, random, sessionFor });
        // Some pods finish, so that the worlds do not just fill up.
        const leaving = now.pods.filter(() => random.chance(0.1)).map(({ uid }) => uid);
        now = without(now, new Set(leaving));
      }
    },
  });
});

interface Arrival {
  readonly asks: Asks;
  readonly uid: string;
  readonly random: Random;
  readonly sessionFor: (world: World) => Session;
}

/** What becomes of a world when a pod arrives and the extender has its way: bound, or bound after a preemption, or waiting. */
function arrive(world: World, arrival: Arrival): World {
  const session = arrival.sessionFor(world);
  const best = bestNode(world, session, arrival);
  if (best !== undefined) return bind(world, session, best, arrival);
  const preempted = preempt(world, session, arrival);
  if (preempted === undefined) return world;
  const freed = without(world, new Set(preempted.victims));
  const after = arrival.sessionFor(freed);
  assert.ok(passing(freed, after, arrival).includes(preempted.node), 'the victims were evicted for nothing');
  return bind(freed, after, preempted.node, arrival);
}

function bestNode(world: World, session: Session, arrival: Arrival): string | undefined {
  const NodeNames = passing(world, session, arrival);
  if (NodeNames.length < 2) return NodeNames[0];
  const args = { Pod: objectOf(arrival), Nodes: null, NodeNames };
  const { json } = verbs.prioritize.answer(session, args);
  checkPrioritize(questionAbout(world, session, args, arrival), json);
  const scores = new Map(list(JSON.parse(json)).map((each) => [field(each, 'Host'), Number(field(each, 'Score'))]));
  const scoreOf = (name: string): number => scores.get(name) ?? 0;
  const highest = Math.max(...NodeNames.map(scoreOf));
  return arrival.random.pick(NodeNames.filter((name) => scoreOf(name) === highest));
}

function passing(world: World, session: Session, arrival: Arrival): readonly string[] {
  const args = { Pod: objectOf(arrival), Nodes: null, NodeNames: world.nodes.map(({ name }) => name) };
  const { json } = verbs.filter.answer(session, args);
  checkFilter(questionAbout(world, session, args, arrival), json);
  return list(field(JSON.parse(json), 'NodeNames')).map(String);
}

function preempt(world: World, session: Session, arrival: Arrival) {
  const { asks, random } = arrival;
  const offers = world.nodes.map(({ name }): [string, object] => {
    const lower = world.pods.filter(({ node, priority }) => node === name && priority < asks.priority);
    const Pods = lower.filter(() => random.chance(0.5)).map(({ uid }) => ({ UID: uid }));
    return [name, { Pods, NumPDBViolations: 0 }];
  });
  const args = { Pod: objectOf(arrival), NodeNameToVictims: null, NodeNameToMetaVictims: Object.fromEntries(offers) };
  const { json } = verbs.preempt.answer(session, args);
  checkPreempt(questionAbout(world, session, args, arrival), json);
  const [first] = fields(field(JSON.parse(json), 'NodeNameToMetaVictims'));
  if (first === undefined) return undefined;
  const [node, victims] = first;
  return { node, victims: list(field(victims, 'Pods')).map((each) => String(field(each, 'UID'))) };
}

/** Carries out what was decided, which throws where it is not legal. */
function bind(world: World, { cluster, rater }: Session, name: string, { asks, uid, random }: Arrival): World {
  const pod = { uid, key: `team-b/${uid}`, node: name, priority: asks.priority };
  const node = nodeIn(cluster, name);
  if (node.mode === 'static') return handOut(world, pod, asks.instances, random);
  const asked = requestOnNode(node, readPod('x/asking', textOf(asks)));
  if (asked.kind === 'unknown' || asked.request.length === 0) return world;
  const verdict = judge(node.shape, asked.request, rater);
  if (verdict.kind !== 'fits') assert.fail(`${name} passes and has no place`);
  return carve(
    world,
    pod,
    (verdict.choices ?? []).map(({ gpu, placement }) => ({
      gpu,
      profile: placement.profile.name,
      start: placement.start,
    })),
  );
}

function questionAbout(world: World, { cluster }: Session, args: object, { asks }: Arrival) {
  return { stage: { cluster, world }, text: JSON.stringify(args), asks };
}

function objectOf({ asks }: Arrival): object {
  return podObject('x/asking', textOf(asks), {
    priority: asks.priority,
    preemptionPolicy: asks.mayPreempt ? 'PreemptLowerPriority' : 'Never',
  });
}

function textOf({ instances }: Asks): string {
  return [...instances].map(([name, count]) => `${count} x ${name}`).join(', ');
}
