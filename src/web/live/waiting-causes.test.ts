import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodyPending } from '../../advisor/pending-causes.ts';
import { createPendingLook } from '../../advisor/pending-look.ts';
import { waitingPods } from '../../cluster/waiting-pods.ts';
import { why } from '../../testing/explaining.ts';
import { clusterFrom, clusterOf } from '../../testing/objects.ts';
import { createWaitingCauses } from './waiting-causes.ts';

describe('the causes of waiting pods', () => {
  const states = [clusterFrom('mixed-cluster.yaml'), clusterFrom('mixed-cluster.yaml'), clusterOf()] as const;
  const pods = waitingPods(states[0]);

  /** Causes on a clock of its own, on which a look takes a second. */
  function timed() {
    let time = 0;
    let state = states[0];
    let looks = 0;
    const pending = createPendingLook({
      cluster: () => state,
      causes: (cluster) => {
        time += 1_000;
        looks++;
        const ofPod = new Map(
          waitingPods(cluster).flatMap(({ uid, key }) => {
            const { cause } = why(cluster, key);
            return cause === 'bound' || cause === 'finished' ? [] : [[uid, cause]];
          }),
        );
        return Promise.resolve({ ...nobodyPending, ofPod });
      },
    });
    return {
      pending,
      causes: createWaitingCauses(pending, () => time),
      looks: () => looks,
      rest(milliseconds: number): void {
        time += milliseconds;
      },
      show(next: typeof state): void {
        state = next;
      },
    };
  }

  it('are unknown until pods have been looked at, and then as explained', async () => {
    const { causes, rest, show } = timed();
    const [first = assert.fail()] = pods;
    assert.equal(causes.causeOf(first), null);
    await causes.look(pods);
    for (const pod of pods) assert.equal(causes.causeOf(pod), why(states[0], pod.key).cause);
    show(states[2]);
    rest(10_000);
    await causes.look(pods);
    assert.equal(causes.causeOf(first), null, 'it does not wait any more');
  });

  it('are looked for again once the state has changed, and a rest of four times a look is over', async () => {
    const { causes, looks, rest, show } = timed();
    await causes.look([]);
    assert.equal(looks(), 0);
    await causes.look(pods);
    show(states[1]);
    rest(3_999);
    await causes.look(pods);
    assert.equal(looks(), 1);
    rest(1);
    await causes.look(pods);
    await causes.look(pods);
    assert.equal(looks(), 2);
  });

  it('are those that others have had found, too', async () => {
    const { causes, pending, looks } = timed();
    await pending.look();
    for (const pod of pods) assert.equal(causes.causeOf(pod), why(states[0], pod.key).cause);
    await causes.look(pods);
    assert.equal(looks(), 1);
  });
});
