import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { serve } from './command-line.ts';

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
    const server = await serve('fixtures/stranded-node.yaml', '--listen', '0.0.0.0:0');
    assert.match(server.url, /^http:\/\/localhost:\d+$/);
    assert.equal((await fetch(`${server.url}/livez`)).status, 200);
    assert.equal(await server.stop('SIGTERM'), 0);
    assert.equal(
      server.errors[0],
      'Warning: anyone who can reach this port can read the names of nodes and pods; nobody is asked who they are.',
    );
  });

  it('does not warn where only this machine can reach it', async () => {
    const server = await serve('fixtures/stranded-node.yaml', '--listen', 'localhost:0');
    assert.equal(await server.stop('SIGTERM'), 0);
    assert.deepEqual(server.errors, []);
  });

  it('stops on Ctrl-C too', async () => {
    const server = await serve('fixtures/stranded-node.yaml', '--log-level', 'silent');
    assert.equal(await server.stop('SIGINT'), 0);
  });

  it('lives on after requests that are nonsense, and connections that are cut', async () => {
    const server = await serve('fixtures/cluster-200.json', '--log-level', 'silent');
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
