import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeApiServer, startFakeApiServer } from '../../src/testing/fake-api-server.ts';
import { nodeObject, podObject } from '../../src/testing/objects.ts';

const NODES = '/api/v1/nodes';
const PODS = '/api/v1/pods';

/** How often a pod comes or goes, in milliseconds: out of step with scrapes, so that they see both. */
const CHANGE_MS = 700;

/** A cluster behind an API server of its own, in which pods come and go until it is stopped. */
export interface ChangingCluster {
  readonly url: string;
  /** The pods that kube-scheduler would ask about, as objects. */
  readonly waiting: readonly object[];
  readonly nodes: readonly string[];
  stop(): Promise<void>;
}

/**
 * A static pool that is stranded by shape, one that is stranded by placement, a carve-mode node, whole GPUs, and one in a state
 * that makes no sense; pods that wait for several causes, and one that comes and goes.
 */
export async function startChangingCluster(): Promise<ChangingCluster> {
  const api = await startFakeApiServer();
  const waiting = [
    podObject('w/reshape', '2g.10gb', { spec: { nodeSelector: { cut: 'by-hand' } } }),
    podObject('w/pinned', '7g.40gb'),
    podObject('w/unknown', '6g.90gb'),
  ];
  const nodes = [
    shapeNode('3g.20gb@4'),
    nodeObject('placement', { gpus: ['1g.5gb@0=t/c', '1g.5gb@4=t/d'], labels: { 'slicewise.dev/mode': 'carve' } }),
    nodeObject('whole', { product: 'NVIDIA-L40S', count: 2, allocatable: { 'nvidia.com/gpu': '2' } }),
    nodeObject('broken', { gpus: ['1g.5gb@7'] }),
  ];
  for (const node of nodes) api.put(NODES, node);
  const held = [
    podObject('t/a', '3g.20gb', { on: 'shape' }),
    podObject('t/b', '3g.20gb', { on: 'shape' }),
    podObject('t/c', '1g.5gb', { on: 'placement' }),
    podObject('t/d', '1g.5gb', { on: 'placement' }),
    podObject('w/gated', '1g.5gb', { spec: { schedulingGates: [{ name: 'later' }] } }),
    podObject('w/promised', '3g.20gb', { nominated: 'shape' }),
  ];
  for (const pod of [...held, ...waiting]) api.put(PODS, pod);

  const stopping = new AbortController();
  const changing = change(api, stopping.signal);
  return {
    url: api.url,
    waiting,
    nodes: ['shape', 'placement', 'whole', 'broken'],
    async stop() {
      stopping.abort();
      await changing;
      await api.stop();
    },
  };
}

/** A node of the static pool, with one instance that a guest has now and then. */
function shapeNode(instance: string): object {
  return nodeObject('shape', {
    gpus: [`3g.20gb@0=t/a ${instance}`, '3g.20gb@0=t/b 3g.20gb@4'],
    labels: { cut: 'by-hand' },
  });
}

async function change(api: FakeApiServer, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    const pod = podObject('t/guest', '3g.20gb', { on: 'shape', uid: `guest-${round}` });
    if (round % 2 === 0) {
      api.put(PODS, pod);
      api.put(NODES, shapeNode('3g.20gb@4=t/guest'));
    } else {
      api.put(NODES, shapeNode('3g.20gb@4'));
      api.remove(PODS, 't/guest');
    }
    // A watch that breaks off is opened anew, which a metric counts.
    if (round === 3) api.cut();
    await sleep(CHANGE_MS, undefined, { signal }).catch(() => {});
  }
}
