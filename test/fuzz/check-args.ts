import assert from 'node:assert/strict';
import { type RejectionCode, rejectionMessages } from '../../src/extender/rejection.ts';
import { askedNodes, field } from './asked.ts';
import type { Question } from './requests.ts';
import { isKnownByPlace, truthAbout } from './truth.ts';
import type { WorldNode } from './world.ts';

const MESSAGES: ReadonlySet<unknown> = new Set(Object.values(rejectionMessages));

/** Throws where an answer of `filter` breaks its contract with kube-scheduler, or is not true. */
export function checkFilter({ stage, text, asks }: Question, json: string): void {
  const answer = readOnce(json);
  assert.deepEqual(Object.keys(answer), ['Nodes', 'NodeNames', 'FailedNodes', 'FailedAndUnresolvableNodes', 'Error']);
  assert.deepEqual(answer['FailedNodes'], {});
  const failed = fields(answer['FailedAndUnresolvableNodes']);
  const asked = askedNodes(text);
  if (answer['Error'] !== '') {
    assert.equal(typeof answer['Error'], 'string');
    assert.deepEqual([answer['Nodes'], answer['NodeNames'], failed.size], [null, null, 0]);
    assert.equal(asks, undefined, 'a sensible request is refused');
    return;
  }
  assert.ok(asked !== undefined, 'answers what cannot be read');
  assert.equal(answer[asked.isFull ? 'NodeNames' : 'Nodes'], null);
  const passing = asked.isFull
    ? list(fields(answer['Nodes']).get('items')).map((item) => field(field(item, 'metadata'), 'name'))
    : list(answer['NodeNames']);
  assertAllAsked(passing, asked.names);
  assertSame([...passing, ...failed.keys()], asked.names);
  for (const name of passing) if (failed.has(String(name))) assert.fail(`${name} passes and fails`);
  for (const message of failed.values()) if (!MESSAGES.has(message)) assert.fail(`an unknown message: ${message}`);
  if (asks === undefined || stage.world === undefined || asks.instances.size === 0) return;
  for (const name of asked.names) {
    const node: WorldNode | undefined = stage.world.nodes.find((each) => each.name === name);
    const truth: RejectionCode | 'passes' = node === undefined ? 'unknown-node' : truthAbout(node, asks.instances);
    const wanted: string | undefined = truth === 'passes' ? undefined : rejectionMessages[truth];
    const said = failed.get(name);
    if (node === undefined || isKnownByPlace(node)) assert.equal(said, wanted, JSON.stringify(name));
    else if ((said === undefined) !== (wanted === undefined))
      assert.fail(`${JSON.stringify(name)} gets ${said}, not ${wanted}`);
  }
}

/** Throws where an answer of `prioritize` breaks its contract with kube-scheduler. */
export function checkPrioritize({ stage, text, asks }: Question, json: string): void {
  const scores = list(parse(json)).map((item) => {
    const entry = fields(item);
    assert.deepEqual([...entry.keys()], ['Host', 'Score']);
    return { host: entry.get('Host'), score: Number(entry.get('Score')), written: entry.get('Score') };
  });
  for (const { score, written } of scores) {
    if (!Number.isInteger(written) || score < 1 || score > 10) assert.fail(`a score of ${String(written)}`);
  }
  const asked = askedNodes(text);
  if (asked === undefined) {
    assert.deepEqual(scores, [], 'scores what cannot be read');
    assert.equal(asks, undefined, 'a sensible request is refused');
    return;
  }
  assertAllAsked(
    scores.map(({ host }) => host),
    asked.names,
  );
  if (asks === undefined || stage.world === undefined || asks.instances.size === 0) return;
  const { nodes } = stage.world;
  const passing = new Set(
    nodes.filter((node) => truthAbout(node, asks.instances) === 'passes').map(({ name }): unknown => name),
  );
  for (const { host, score } of scores) {
    if (!passing.has(host)) assert.fail(`${String(host)} is full and gets ${score}`);
  }
  const best = Math.max(0, ...scores.map(({ score }) => score));
  assert.equal(best, asked.names.some((name) => passing.has(name)) ? 10 : 0, 'the best node');
}

/** A JSON object in which no key stands twice: written again, it is as long as before. */
export function readOnce(json: string): Readonly<Record<string, unknown>> {
  const value = parse(json);
  assert.equal(JSON.stringify(value).length, json.length, 'a key stands twice');
  return Object.fromEntries(fields(value));
}

/** The fields of an object. */
export function fields(value: unknown): ReadonlyMap<string, unknown> {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), 'is no object');
  return new Map(Object.entries(value));
}

/** The items of a list. */
export function list(value: unknown): readonly unknown[] {
  assert.ok(Array.isArray(value), 'is no list');
  return value;
}

function parse(json: string): unknown {
  return JSON.parse(json);
}

/** Throws where a name is given that was not asked for, or oftener than it was. */
function assertAllAsked(given: readonly unknown[], asked: readonly unknown[]): void {
  const left = new Map<unknown, number>();
  for (const name of asked) left.set(name, (left.get(name) ?? 0) + 1);
  for (const name of given) {
    const before = left.get(name) ?? 0;
    if (before === 0) assert.fail(`${String(name)} is not asked for, or given twice`);
    left.set(name, before - 1);
  }
}

/** Throws where a name of the one list is not in the other. */
function assertSame(given: readonly unknown[], asked: readonly unknown[]): void {
  const names = new Set(asked);
  if (new Set(given).size !== names.size || given.some((name) => !names.has(name))) {
    assert.fail('a name is missing, or not asked for');
  }
}
