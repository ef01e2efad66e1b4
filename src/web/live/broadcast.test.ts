import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { type Broadcast, createBroadcast } from './broadcast.ts';
import { createChangeLog } from './change-log.ts';

describe('a change log', () => {
  it('has what came after a revision, as long as all of it is kept', () => {
    const log = createChangeLog(10);
    for (const revision of [1, 2, 3]) log.add({ revision, text: 'four' });
    const since = (revision: number) => log.since(revision)?.map((change) => change.revision);
    assert.deepEqual([since(1), since(2), since(0), since(3)], [[2, 3], [3], undefined, undefined]);
    log.clear();
    assert.equal(since(2), undefined);
  });
});

describe('a broadcast', () => {
  /** Serves a broadcast, and tells what one page has read once `until` is in it. */
  async function listen(broadcast: Broadcast, until: string, then: () => void): Promise<string> {
    const server = createServer((_, response) => {
      broadcast.viewers.add(response, broadcast.greeting('hash', 'e', broadcast.revision));
      then();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const response = await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes(until)) broadcast.viewers.close();
    }
    await new Promise((resolve) => server.close(resolve));
    return text;
  }

  const make = (): Broadcast => createBroadcast('e', 1, () => ({ age: 2, obstacle: null }));
  const names = (text: string): readonly string[] => [...text.matchAll(/^event: (.*)$/gm)].map(([, name = '']) => name);

  it('greets, and tells what changes, in order', async () => {
    const broadcast = make();
    const text = await listen(broadcast, '"to":2', () => {
      broadcast.tell({ problems: '1' });
      broadcast.tell({});
      broadcast.tell({ problems: '2' });
    });
    assert.deepEqual(names(text), ['hello', 'health', 'change', 'change']);
    assert.match(text, /^data: \{"v":1,"epoch":"e","assets":"hash"\}$/m);
    assert.match(text, /^id: e 1\ndata: \{"from":0,"to":1,"problems":1\}$/m);
    assert.equal(broadcast.revision, 2);
  });

  it('tells pages to get everything again where a change is larger than everything', async () => {
    const broadcast = make();
    const text = await listen(broadcast, 'reload', () => broadcast.tell({ nodes: JSON.stringify('x'.repeat(3e6)) }));
    assert.deepEqual(names(text), ['hello', 'health', 'reload']);
    assert.ok(text.length < 1000);
  });

  it('tells those who come back what they missed, or to get everything again', async () => {
    const broadcast = make();
    broadcast.tell({ problems: '1' });
    const events = (epoch: string, revision: number) => names(broadcast.greeting('h', epoch, revision).join(''));
    assert.deepEqual(events('e', 1), ['hello', 'health']);
    assert.deepEqual(events('e', 0), ['hello', 'reload', 'health'], 'nobody looked, so it was not kept');
    assert.deepEqual(events('of another run', 1), ['hello', 'reload', 'health']);
    assert.deepEqual(events('', Number.NaN), ['hello', 'reload', 'health']);
    await listen(broadcast, '"to":3', () => {
      broadcast.tell({ problems: '2' });
      broadcast.tell({ problems: '3' });
    });
    assert.deepEqual(events('e', 1), ['hello', 'change', 'change', 'health']);
    assert.deepEqual(events('e', 2), ['hello', 'change', 'health']);
  });
});
