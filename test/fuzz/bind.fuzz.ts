import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe } from 'node:test';
import express from 'express';
import fc, { type Arbitrary } from 'fast-check';
import { pino } from 'pino';
import { bindMessages } from '../../src/binding/outcome.ts';
import { answerBind } from '../../src/extender/bind.ts';
import { rejectionMessages } from '../../src/extender/rejection.ts';
import { extenderRoutes } from '../../src/extender/routes.ts';
import { refusal } from '../../src/extender/verbs.ts';
import { carveNode, type Replica, startReplica } from '../../src/testing/binding.ts';
import { FakeBindingServer, type Fate } from '../../src/testing/fake-binding-server.ts';
import { nodeObject } from '../../src/testing/objects.ts';
import { type CarvedNode, faultsOf, hasRoom } from '../../src/testing/published-windows.ts';
import { post } from '../../src/testing/serving.ts';
import { field } from './asked.ts';
import { readOnce } from './check-args.ts';
import { fuzz, requestsPerVerb } from './settings.ts';
import { metrics, stageAt } from './stage.ts';
import { changed, damaged, strangeNames, written } from './strange.ts';

/** Requests about one cluster, one after the other. */
const TOGETHER = 100;
const PODS = 20;

const ASKS = ['7g.40gb', '4g.20gb', '3g.20gb', '2g.10gb', '1g.5gb', '2 x 1g.5gb', '3g.20gb, 1g.10gb', '1g.6gb', ''];
const nodes = [carveNode('n1', 1), carveNode('n2', 2), nodeObject('static', { gpus: ['1g.5gb@0'] })];
const carved: readonly CarvedNode[] = [1, 2].map((gpus) => ({
  name: `n${gpus}`,
  model: 'A100-40GB',
  gpus: Array.from({ length: gpus }, (_, index) => `GPU-n${gpus}-${index}`),
}));

const pods = Array.from({ length: PODS }, (_, index) => `p${index}`);
const podBodies = pods.flatMap((name) =>
  ['n1', 'n2', 'static'].map((node) => ({ PodName: name, PodNamespace: 'x', PodUID: `uid-${name}`, Node: node })),
);
const known = [
  ...strangeNames,
  ...pods,
  'n1',
  'n2',
  'static',
  'x',
  'uid-p1',
  'PodName',
  'Node',
  '../../nodes/n1',
  'N1',
];

const bodies: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...podBodies).map((body) => JSON.stringify(body)) },
  { weight: 4, arbitrary: written(changed(podBodies, known)) },
  { weight: 1, arbitrary: damaged(fc.constantFrom(...podBodies).map((body) => JSON.stringify(body))) },
  { weight: 1, arbitrary: fc.json() },
);

const fates = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Fate[]>(['answered']) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.constantFrom<Fate>('answered', 'answered', 'lost', 'answer lost', 'late', 'conflict', 'refused'),
      {
        minLength: 1,
        maxLength: 30,
      },
    ),
  },
);

const MESSAGES: ReadonlySet<unknown> = new Set([...Object.values(bindMessages), ...Object.values(rejectionMessages)]);

describe('bind, whatever it is asked', () => {
  fuzz({
    title: 'bind',
    runs: Math.ceil(requestsPerVerb / TOGETHER),
    each: TOGETHER,
    cases: fc.record({
      asks: fc.array(fc.constantFrom(...ASKS), { minLength: PODS, maxLength: PODS }),
      texts: fc.array(fc.tuple(bodies, fc.nat(1), fc.constantFrom('look', 'nothing', 'nothing', 'finish')), {
        minLength: TOGETHER,
        maxLength: TOGETHER,
      }),
      fates,
    }),
    check: async ({ asks, texts, fates: coming }) => {
      const api = new FakeBindingServer();
      for (const [index, name] of pods.entries()) api.create(`x/${name}`, asks[index] ?? '');
      const network = travel(coming);
      const replicas = [startReplica(api, nodes, { network, clock }), startReplica(api, nodes, { network, clock })];
      for (const [index, [text, choice, meanwhile]] of texts.entries()) {
        const replica = replicas[choice] ?? assert.fail();
        if (meanwhile === 'finish') api.finish(`x/${pods[index % PODS]}`);
        if (meanwhile === 'look') replica.sync();
        if (meanwhile === 'finish') for (const each of replicas) each.sync();
        const before = new Map([...api.pods].map(([key, { pod }]) => [key, pod.node]));
        check(
          api,
          text,
          await answerTo(replica, text),
          coming.every((fate) => fate === 'answered') ? before : undefined,
        );
      }
    },
  });

  describe('over HTTP', () => {
    let server: Server;
    const api = new FakeBindingServer();
    before(async () => {
      for (const name of pods) api.create(`x/${name}`, '1g.5gb');
      const { bind } = startReplica(api, nodes);
      const app = express().use(
        extenderRoutes({
          session: () => stageAt(0).session,
          obstacle: () => undefined,
          metrics,
          logger: pino({ enabled: false }),
          bodyLimit: 2 ** 20,
          bind: (asked) => bind(`${asked.podNamespace}/${asked.podName}`, asked.node, asked),
        }),
      );
      server = createServer(app).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    fuzz({
      title: 'bind over HTTP',
      runs: Math.ceil(requestsPerVerb / 10),
      cases: bodies,
      check: async (text) => {
        const address = server.address();
        const port = typeof address === 'object' ? address?.port : '';
        const { status, body } = await post(`http://127.0.0.1:${port}/bind`, text);
        assert.equal(status, 200);
        check(api, text, JSON.stringify(body), undefined);
      },
    });
  });
});

/** Time stands still: nothing is waited for, and nothing is late. */
const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) };

function travel(fates: readonly Fate[]): () => Promise<Fate> {
  let step = 0;
  return () => Promise.resolve(fates[step++ % fates.length] ?? 'answered');
}

/** As the routes answer, except that an exception ends the test instead of being told as an error. */
async function answerTo({ bind }: Replica, text: string): Promise<string> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refusal('bind', 'is no JSON').json;
  }
  const answer = await answerBind(
    (asked) => bind(`${asked.podNamespace}/${asked.podName}`, asked.node, asked),
    body,
    metrics,
  );
  return answer.json;
}

/**
 * Throws where an answer is not what kube-scheduler reads, says of a pod that it is bound which is not, or leaves instances
 * that may not exist beside each other. With `before`, the nodes that pods were bound to when nothing could go wrong:
 * also where room is denied that is there.
 */
function check(
  api: FakeBindingServer,
  text: string,
  json: string,
  before: ReadonlyMap<string, string | undefined> | undefined,
): void {
  const answer = readOnce(json);
  assert.deepEqual(Object.keys(answer), ['Error']);
  const message = answer['Error'];
  assert.equal(typeof message, 'string');
  const all = [...api.pods.values()].map(({ pod }) => pod).filter(({ gpus }) => gpus.instances.length > 0);
  for (const node of carved) {
    const faults = faultsOf(node, all);
    if (faults.length > 0) assert.fail(faults.join('; '));
  }
  const asked = requestIn(text);
  const found = asked && api.pods.get(`${asked.namespace}/${asked.name}`)?.pod;
  const pod = found?.uid === asked?.uid ? found : undefined;
  if (message === '') {
    if (pod?.node !== asked?.node || pod?.node === undefined) assert.fail('success, and the pod is not bound there');
    return;
  }
  const isKnown = asked !== undefined && ['n1', 'n2', 'static'].includes(asked.node);
  if (!isKnown || pod === undefined || before === undefined) return;
  assert.ok(MESSAGES.has(message), `an unknown message: ${String(message)}`);
  if (pod.node === asked.node && !pod.isFinished) assert.fail(`"${String(message)}", and the pod is bound there`);
  const node = carved.find(({ name }) => name === asked.node);
  const wasWaiting = before.get(pod.key) === undefined;
  if (node === undefined || !wasWaiting || pod.isFinished || pod.gpus.instances.length === 0) return;
  if (hasRoom(node, all, pod)) assert.fail(`"${String(message)}", and ${pod.key} has room on ${node.name}`);
}

/** What a body asks for, as Go reads it; undefined where it cannot be read. */
function requestIn(text: string) {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const [name, namespace, uid, node] = ['PodName', 'PodNamespace', 'PodUID', 'Node'].map((key) => field(body, key));
  return typeof name === 'string' &&
    typeof namespace === 'string' &&
    typeof uid === 'string' &&
    typeof node === 'string'
    ? { name, namespace, uid, node }
    : undefined;
}
