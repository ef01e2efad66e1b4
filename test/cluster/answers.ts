import assert from 'node:assert/strict';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { podObject } from '../../src/testing/objects.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { waitUntil } from '../control-plane/wait.ts';
import { readMetrics } from './metrics.ts';
import { type Slicewise, startSlicewise } from './slicewise.ts';

/**
 * Everything that slicewise knows of a cluster, as far as answers show it: what it says of every node for a pod of each
 * profile, and the headroom of each pool. Two that know the same say the same.
 */
async function answersOf({ url, operations }: Slicewise, nodeNames: readonly string[]): Promise<object> {
  const profiles = [...new Set(gpuModels.flatMap(({ profiles }) => profiles.map(({ name }) => String(name))))];
  const verdicts = await Promise.all(
    profiles.map(async (profile) => {
      const body = JSON.stringify({ Pod: podObject('x/probe', profile), NodeNames: nodeNames });
      const ask = async (verb: string): Promise<string> =>
        (await fetch(`${url}/${verb}`, { method: 'POST', body })).text();
      return [profile, [await ask('filter'), await ask('prioritize')]] as const;
    }),
  );
  const metrics = await readMetrics(operations);
  const headroom = metrics.filter(
    ({ name }) => name.startsWith('slicewise_headroom_') || name === 'slicewise_problems',
  );
  return { verdicts: Object.fromEntries(verdicts), headroom };
}

/** Asserts that slicewise answers like one that has just read all of the cluster. */
export async function assertKnowsAll(
  veteran: Slicewise,
  { api, folder, adminKubeconfig }: ControlPlane,
): Promise<void> {
  const { items } = await api.core.listNode();
  const names = items.map(({ metadata }) => metadata?.name ?? '').toSorted();
  const fresh = await startSlicewise({ folder, kubeconfig: adminKubeconfig, name: 'fresh' });
  try {
    const want = await answersOf(fresh, names);
    let actual: object | undefined;
    await waitUntil('slicewise to know what a fresh one knows', 10_000, async () => {
      actual = await answersOf(veteran, names);
      return JSON.stringify(actual) === JSON.stringify(want);
    }).catch(() => undefined);
    assert.deepEqual(actual, want);
  } finally {
    await fresh.stop();
  }
}
