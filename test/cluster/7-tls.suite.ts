import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { type Authority, type Certificate, createAuthority } from '../../src/testing/certificates.ts';
import { scratchFolder } from '../control-plane/scratch-folder.ts';
import { waitUntil } from '../control-plane/wait.ts';
import { readMetrics, sumOf } from './metrics.ts';
import { createNodes, gpuNode } from './nodes.ts';
import { createNamespaces, createPods, gpuPod, nodeOf, verdictOn } from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

/** A caller whose certificate somebody else signed is not told why: the connection ends. */
const CLOSED = /Post "https:.*(EOF|connection reset by peer|tls: )/;

describe('an extender that asks for client certificates', { timeout: SCENARIO_MS }, () => {
  const folder = scratchFolder();
  const tls = { certFile: file('tls.crt'), keyFile: file('tls.key'), clientCAFile: file('clients.crt') };
  let ours: Authority;
  let next: Authority;
  let stage: Stage;

  before(async () => {
    [ours, next] = await Promise.all([createAuthority('ours'), createAuthority('next')]);
    put(await ours.issue('slicewise'), ours);
    stage = await openStage({ tls });
    await createNamespaces(stage.api, 'x');
    await createNodes(stage.api, gpuNode('n', { gpus: ['1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3'] }));
  });
  after(() => stage?.close());

  function file(name: string): string {
    return path.join(folder, name);
  }

  function write(name: string, text: string): string {
    // Never half a file, as where Kubernetes mounts a Secret.
    writeFileSync(file(`${name}.new`), text);
    renameSync(file(`${name}.new`), file(name));
    return file(name);
  }

  /** The certificate of slicewise, and who signs those of its callers. */
  function put({ cert, key }: Certificate, clients: Authority): void {
    write('tls.crt', cert);
    write('tls.key', key);
    write('clients.crt', clients.cert);
  }

  /** Starts a kube-scheduler that trusts `server` and shows a certificate, and lets a pod ask for it. */
  async function schedule(name: string, server: Authority, client?: Certificate): Promise<void> {
    const shown = client && {
      certFile: write(`${name}.crt`, client.cert),
      keyFile: write(`${name}.key`, client.key),
    };
    const settings = { url: stage.slicewise.url, tls: { caFile: write(`${name}-ca.crt`, server.cert), ...shown } };
    await stage.plane.startScheduler({ schedulerName: name, extender: settings }, `scheduler-${name}`);
    await arrive(name, name);
  }

  async function arrive(pod: string, schedulerName: string): Promise<void> {
    await createPods(stage.api, [gpuPod(`x/${pod}`, '1g.5gb', { spec: { schedulerName } })]);
  }

  async function isServed(pod: string): Promise<void> {
    await stage.view.until(`${pod} to be bound`, 20_000, (pods) => nodeOf(pods.get(`x/${pod}`) ?? {}) === 'n');
  }

  async function isRefused(pod: string, reason: RegExp): Promise<void> {
    await stage.view.until(`${pod} to be refused with ${reason}`, 20_000, (pods) => {
      const verdict = verdictOn(pods.get(`x/${pod}`) ?? {});
      return verdict?.reason === 'SchedulerError' && reason.test(verdict.message);
    });
    const { spec } = await stage.api.core.readNamespacedPod({ namespace: 'x', name: pod });
    assert.equal(spec?.nodeName, undefined);
  }

  it('serves a kube-scheduler that shows a right one', async () => {
    await schedule('known', ours, await ours.issue('kube-scheduler'));
    await isServed('known');
  });

  it('refuses a kube-scheduler that shows none, or one that somebody else signed', async () => {
    await schedule('nameless', ours);
    await isRefused('nameless', /tls: certificate required/);
    await schedule('stranger', ours, await next.issue('kube-scheduler'));
    await isRefused('stranger', CLOSED);
  });

  it('takes new certificates, and a new authority, without a restart', async () => {
    const { slicewise } = stage;
    const started = await startOf(slicewise.operations);
    const renewed = await ours.issue('slicewise');
    put(renewed, ours);
    await waitUntil('the new certificate to be shown', 20_000, () => isShown(slicewise.address, renewed));
    await arrive('after-renewal', 'known');
    await isServed('after-renewal');

    const another = await next.issue('slicewise');
    put(another, next);
    await waitUntil('that of the new authority to be shown', 20_000, () => isShown(slicewise.address, another));
    await schedule('rotated', next, await next.issue('kube-scheduler'));
    await isServed('rotated');
    await schedule('outdated', next, await ours.issue('kube-scheduler'));
    await isRefused('outdated', CLOSED);
    assert.equal(await startOf(slicewise.operations), started);
  });
});

/** When the process was started. */
async function startOf(operations: string): Promise<number> {
  return sumOf(await readMetrics(operations), 'process_start_time_seconds');
}

/** True where a server shows this certificate to a new caller. */
function isShown(address: string, { cert }: Certificate): Promise<boolean> {
  const [host, port] = address.split(':');
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
  socket.once('secureConnect', () => {
    const { raw } = socket.getPeerCertificate();
    resolve(Buffer.from(cert.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64').equals(raw));
    socket.destroy();
  });
  socket.once('error', reject);
  return promise;
}
