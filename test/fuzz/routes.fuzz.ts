import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { after, before, describe } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import type { Verb } from '../../src/metrics/registry.ts';
import { lines, type ShownServer, start } from '../../src/testing/serving.ts';
import { checkFilter, checkPrioritize } from './check-args.ts';
import { checkPreempt } from './check-preempt.ts';
import { argsCases, type Case, preemptCases, type Question, questionOf } from './requests.ts';
import { fuzz, requestsPerVerb } from './settings.ts';
import { stageAt, stages } from './stage.ts';

/** Some clusters whose truth is known, and all of the others: each has a server of its own. */
const positions = [0, 1, 2, 3, ...[...stages.keys()].filter((each) => stageAt(each).world === undefined)];

/** Bodies of this size are read on another thread. */
const LARGE = 4 * 2 ** 20;

/** How a body travels: `large` has spaces around it, and in the last two cases it is not what its headers say. */
type Way = 'plain' | 'chunked' | 'gzip' | 'large' | 'no gzip' | 'unknown encoding';

interface Sent {
  readonly each: Case;
  readonly way: Way;
  readonly contentType: string;
}

const agent = new Agent({ keepAlive: true });
const servers = new Map<number, ShownServer>();

describe('the extender over HTTP, whatever it is sent', () => {
  before(async () => {
    for (const position of positions) {
      const server = await start({ bodyLimit: 2 * LARGE });
      server.show(stageAt(position).cluster);
      servers.set(position, server);
    }
  });
  after(async () => {
    agent.destroy();
    await Promise.all([...servers.values()].map((server) => server.stop()));
  });
  const runs = Math.ceil(requestsPerVerb / 10);
  const args = sent(argsCases(positions));
  fuzz({ title: 'filter over HTTP', runs, cases: args, check: (each) => send('filter', each, checkFilter) });
  fuzz({
    title: 'prioritize over HTTP',
    runs,
    cases: args,
    check: (each) => send('prioritize', each, checkPrioritize),
  });
  fuzz({
    title: 'preempt over HTTP',
    runs,
    cases: sent(preemptCases(positions)),
    check: (each) => send('preempt', each, checkPreempt),
  });
});

function sent(cases: Arbitrary<Case>): Arbitrary<Sent> {
  return fc.record({
    each: cases,
    way: fc.oneof(
      { weight: 120, arbitrary: fc.constant<Way>('plain') },
      { weight: 80, arbitrary: fc.constantFrom<Way>('chunked', 'gzip', 'no gzip', 'unknown encoding') },
      { weight: 1, arbitrary: fc.constant<Way>('large') },
    ),
    contentType: fc.constantFrom(
      'application/json',
      'application/json',
      'text/plain',
      'application/json; charset=latin9',
      '',
    ),
  });
}

async function send(verb: Verb, { each, way, contentType }: Sent, check: (each: Question, json: string) => void) {
  const url = servers.get(each.stage)?.url ?? '';
  const encoding = way === 'gzip' || way === 'no gzip' ? 'gzip' : way === 'unknown encoding' ? 'slices' : 'identity';
  const sending = request(`${url}/${verb}`, {
    agent,
    method: 'POST',
    headers: { 'Content-Type': contentType, 'Content-Encoding': encoding },
  });
  if (way === 'chunked') sending.flushHeaders();
  sending.end(way === 'gzip' ? gzipSync(each.text) : way === 'large' ? each.text.padStart(LARGE) : each.text);
  const [response] = await once(sending, 'response');
  const json = await readAll(response);
  assert.equal(response.statusCode, 200);
  const isReadable = way !== 'no gzip' && way !== 'unknown encoding';
  check(questionOf(isReadable ? each : { ...each, text: '', asks: undefined }), json);
  const fault = lines.find(({ msg }) => msg === 'internal error');
  lines.length = 0;
  assert.equal(fault, undefined);
}
