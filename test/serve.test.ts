import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Serving, serve } from './command-line.ts';

describe('slicewise serve', () => {
  it('prints where the slice map is and a command to try, answers, and stops on SIGTERM', async () => {
    const server = await serve('fixtures/mixed-cluster.yaml');
    assert.match(server.output.join('\n'), new RegExp(`slice map +${server.url}/`));
    const command = server.output.find((line) => line.includes('npx slicewise'));
    assert.match(command ?? '', /npx slicewise explain --snapshot fixtures\/mixed-cluster\.yaml/);

    const body = readFileSync('fixtures/wire/filter-mixed-cluster.json', 'utf8');
    const reply = await fetch(`${server.url}/filter`, { method: 'POST', body }).then((response) => response.json());
    assert.deepEqual(
      [reply.NodeNames, Object.keys(reply.FailedAndUnresolvableNodes)],
      [
        ['a100-2', 'a100-carve-1'],
        ['a100-1', 'h100-1', 'h200-1'],
      ],
    );
    assert.equal(await server.stop('SIGTERM'), 0);
    const decision = JSON.parse(server.errors[0] ?? '');
    assert.deepEqual([decision.verb, decision.pod, decision.nodes], ['filter', 'team-vision/triton-2', 5]);
  });

  it('prints an address that can be opened and warns, where it listens on every address of the machine', async () => {
    const server = await serve('fixtures/stranded-node.yaml', ['--listen', '0.0.0.0:0']);
    assert.match(server.url, /^http:\/\/localhost:\d+$/);
    assert.equal((await fetch(`${server.url}/livez`)).status, 200);
    assert.equal(await server.stop('SIGTERM'), 0);
    assert.deepEqual(warnings(server), [
      'anyone who can reach this port can read the names of nodes and pods; nobody is asked who they are',
    ]);
  });

  it('does not warn where only this machine can reach it', async () => {
    const server = await serve('fixtures/stranded-node.yaml', ['--listen', 'localhost:0']);
    assert.equal(await server.stop('SIGTERM'), 0);
    assert.deepEqual(warnings(server), []);
  });

  it('says what is wrong at the start in lines of its log, as all else', async () => {
    const env = { SLICEWISE_LISTN: '127.0.0.1:1' };
    const server = await serve('fixtures/broken/objects.yaml', ['--pool-label', 'no-such-label'], env);
    assert.equal(await server.stop('SIGTERM'), 0);
    const told = warnings(server);
    assert.equal(told[0], 'SLICEWISE_LISTN means nothing to slicewise; did you mean SLICEWISE_LISTEN?');
    assert.equal(told[1], '--pool-label: no node with GPUs in MIG mode has the label "no-such-label"');
    const objects = server.errors.map((line) => JSON.parse(line).object).filter((object) => object !== undefined);
    assert.ok(objects.length > 3);
    assert.ok(objects.some((object) => /^Node /.test(object)));
  });

  it('goes on answering after SIGTERM for as long as it was told, not ready any more, and then ends', async () => {
    const server = await serve('fixtures/mixed-cluster.yaml', ['--shutdown-delay', '2s']);
    const ended = server.stop('SIGTERM');
    const statusOf = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status;
    while ((await statusOf()) === 200);
    assert.equal(await statusOf(), 503);
    const body = readFileSync('fixtures/wire/filter-mixed-cluster.json', 'utf8');
    const reply = await fetch(`${server.url}/filter`, { method: 'POST', body });
    assert.equal((await reply.json()).NodeNames.length, 2);
    assert.equal(reply.headers.get('connection'), 'close', 'the next call is made elsewhere');
    assert.equal(await ended, 0);
    await assert.rejects(statusOf());
  });

  it('ends at once on a second signal', async () => {
    const server = await serve('fixtures/stranded-node.yaml', ['--shutdown-delay', '10m']);
    const ended = server.stop('SIGTERM');
    while ((await fetch(`${server.url}/readyz`)).ok);
    void server.stop('SIGTERM');
    assert.equal(await ended, 130);
  });

  it('stops on Ctrl-C too, without any delay', async () => {
    const server = await serve('fixtures/stranded-node.yaml', ['--log-level', 'silent', '--shutdown-delay', '10m']);
    assert.equal(await server.stop('SIGINT'), 0);
  });

  it('lives on after requests that are nonsense, and connections that are cut', async () => {
    const server = await serve('fixtures/cluster-200.json', ['--log-level', 'silent']);
    const bodies = ['', '{', '[]', '"x"', '{"Pod":{}}', '{"Pod":{"metadata":{"name":"p"},"spec":null},"NodeNames":[]}'];
    for (const verb of ['filter', 'prioritize', 'preempt', 'bind', '../..', '%']) {
      for (const body of bodies) {
        await fetch(`${server.url}/${verb}`, { method: 'POST', body, signal: AbortSignal.timeout(5000) }).catch(
          () => undefined,
        );
      }
    }
    const cut = new AbortController();
    const hanging = fetch(`${server.url}/filter`, {
      method: 'POST',
      body: 'x'.repeat(5_000_000),
      signal: cut.signal,
    }).catch(() => undefined);
    cut.abort();
    await hanging;
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    assert.equal(await server.stop('SIGTERM'), 0);
  });
});

/** What it logged as warnings, in words; throws over a line that is not of its log. */
function warnings({ errors }: Serving): readonly string[] {
  return errors
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level >= 40)
    .map(({ msg }) => String(msg));
}
