import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitingPods } from '../../cluster/waiting-pods.ts';
import { why } from '../../testing/explaining.ts';
import { clusterFrom } from '../../testing/objects.ts';
import { createWaitingCauses } from './waiting-causes.ts';

describe('the causes of waiting pods', () => {
  const cluster = clusterFrom('mixed-cluster.yaml');
  const pods = waitingPods(cluster);

  /** Causes on a clock of its own, on which a pod takes so many milliseconds. */
  function timed(cost: number) {
    let time = 0;
    const asked: string[] = [];
    const explain = (key: string) => {
      time += cost;
      asked.push(key);
      return Promise.resolve(why(cluster, key));
    };
    const causes = createWaitingCauses({ explain }, () => time);
    const rest = (milliseconds: number): void => {
      time += milliseconds;
    };
    return { causes, asked, rest };
  }

  it('are unknown until a pod has been looked at, and then as explained', async () => {
    const { causes } = timed(0);
    const [first = assert.fail()] = pods;
    assert.equal(causes.causeOf(first), null);
    await causes.look(pods);
    for (const pod of pods) assert.equal(causes.causeOf(pod), why(cluster, pod.key).cause);
    await causes.look([]);
    assert.equal(causes.causeOf(first), null, 'it does not wait any more');
  });

  it('are looked for one pod after the other, then again from the oldest, with twenty times as long a rest', async () => {
    const { causes, asked, rest } = timed(60);
    await causes.look(pods);
    await causes.look(pods);
    assert.equal(asked.length, 1);
    for (let go = 0; go < pods.length; go++) {
      rest(20 * 60);
      await causes.look(pods);
    }
    const keys = pods.map(({ key }) => key);
    assert.deepEqual(asked, [...keys, keys[0]]);
  });

  it('are all looked for at once the first time in a small cluster, as far as two seconds go', async () => {
    const { causes, asked } = timed(60);
    await causes.look([], true);
    await causes.look(pods, true);
    assert.equal(asked.length, pods.length);
    await causes.look(pods, true);
    assert.equal(asked.length, pods.length, 'it rests');
    const slow = timed(1_100);
    await slow.causes.look(pods, true);
    assert.equal(slow.asked.length, 2);
  });
});
