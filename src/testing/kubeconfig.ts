import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A kubeconfig in a folder of its own. */
export interface KubeconfigFile {
  readonly file: string;
  remove(): Promise<void>;
}

/** Writes a kubeconfig for a plain HTTP server on loopback. */
export async function writeKubeconfig(server: string, namespace = 'default'): Promise<KubeconfigFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'slicewise-kubeconfig-'));
  const file = path.join(folder, 'config');
  await writeFile(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'tester', user: { token: 'a-token' } }],
      contexts: [{ name: 'test', context: { cluster: 'fake', user: 'tester', namespace } }],
      'current-context': 'test',
    }),
  );
  return { file, remove: () => rm(folder, { recursive: true }) };
}
