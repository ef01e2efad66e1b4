import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Authority } from '../../src/testing/certificates.ts';
import { type Api, apiOf } from './api.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Component, startComponent } from './component.ts';
import { type Credentials, createCredentials, kubeconfig } from './credentials.ts';
import { freePort } from './free-port.ts';
import { type SchedulerSettings, schedulerConfiguration } from './scheduler-configuration.ts';
import { scratchFolder } from './scratch-folder.ts';

/** etcd and kube-apiserver on loopback, as an administrator; and what is needed to run more beside them. */
export interface ControlPlane {
  /** Data, logs and credentials; it goes with the process unless a test failed. */
  readonly folder: string;
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  readonly api: Api;
  /** Signed the API server's certificate, and may sign that of a proxy before it. */
  readonly authority: Authority;
  /** The kubeconfig file of an administrator. */
  readonly adminKubeconfig: string;
  /** Writes a kubeconfig file under this name: for an administrator, unless a token says otherwise. */
  writeKubeconfig(name: string, options?: KubeconfigOptions): string;
  /** Starts a kube-scheduler that follows these settings; `name` tells its log from others. */
  startScheduler(settings: SchedulerSettings, name?: string): Promise<Component>;
  /** The same with a whole KubeSchedulerConfiguration. */
  runScheduler(configuration: object, name?: string): Promise<Component>;
  /** Ends the API server as a crash does. etcd stays. */
  killApiServer(): Promise<void>;
  /** Starts it again after that, at the same address. */
  restartApiServer(): Promise<void>;
  /** Ends all that was started here. */
  stop(): Promise<void>;
}

/** What is special about a kubeconfig. */
export interface KubeconfigOptions {
  readonly token?: string;
  /** The address of a proxy before the API server. */
  readonly server?: string;
}

const ADMIN = 'admin';
const SCHEDULER = 'system:kube-scheduler';

/**
 * Starts etcd and kube-apiserver with RBAC on ports that are free. There is no controller manager and no kubelet: what
 * these would do, tests do.
 *
 * @throws Error with one sentence where the programs are missing.
 */
export async function startControlPlane(): Promise<ControlPlane> {
  const binaries = await findBinaries();
  const folder = scratchFolder();
  const credentials = await createCredentials(folder, [
    { user: ADMIN, groups: ['system:masters'] },
    { user: SCHEDULER, groups: [] },
  ]);
  const etcd = await startEtcd(binaries, folder);
  const port = await freePort();
  const server = `https://127.0.0.1:${port}`;
  const adminToken = credentials.tokens.get(ADMIN) ?? '';
  const writeKubeconfig: ControlPlane['writeKubeconfig'] = (name, { token = adminToken, server: at = server } = {}) => {
    const file = path.join(folder, `${name}.kubeconfig`);
    writeFileSync(file, kubeconfig(at, credentials.caFile, token), { mode: 0o600 });
    return file;
  };
  const adminKubeconfig = writeKubeconfig(ADMIN);
  const schedulerKubeconfig = writeKubeconfig('kube-scheduler', { token: credentials.tokens.get(SCHEDULER) ?? '' });
  const api = apiOf(adminKubeconfig);
  const startApiServer = (): Promise<Component> =>
    startComponent({
      name: 'kube-apiserver',
      command: binaries['kube-apiserver'],
      args: apiServerArguments(etcd.url, port, folder, credentials),
      folder,
      isReady: () => api.health.readyz({}),
    });
  let apiServer = await startApiServer();
  const schedulers: Component[] = [];
  const runScheduler = async (configuration: object, name = 'kube-scheduler'): Promise<Component> => {
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(configuration, undefined, 2));
    const scheduler = await startComponent({
      name,
      command: binaries['kube-scheduler'],
      args: [`--config=${file}`, '--secure-port=0', '-v=2'],
      // Should the environment name a proxy, it is none for the loopback address.
      env: { NO_PROXY: '127.0.0.1,localhost' },
      folder,
    });
    schedulers.push(scheduler);
    return scheduler;
  };

  return {
    folder,
    server,
    api,
    authority: credentials.authority,
    adminKubeconfig,
    writeKubeconfig,
    startScheduler: (settings, name) => runScheduler(schedulerConfiguration(schedulerKubeconfig, settings), name),
    runScheduler,
    killApiServer: () => apiServer.kill(),
    async restartApiServer() {
      apiServer = await startApiServer();
    },
    async stop() {
      await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
      // Without etcd the API server would hang in its shutdown; and nobody needs one that is graceful.
      await apiServer.kill();
      await etcd.component.kill();
    },
  };
}

async function startEtcd(binaries: Binaries, folder: string): Promise<{ component: Component; url: string }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peers = `http://127.0.0.1:${await freePort()}`;
  const component = await startComponent({
    name: 'etcd',
    command: binaries.etcd,
    args: [
      '--name=test',
      `--data-dir=${path.join(folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=test=${peers}`,
      // What is in it need not outlive a power cut.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    folder,
    isReady: async () => (await fetch(`${url}/health`)).ok,
  });
  return { component, url };
}

function apiServerArguments(etcd: string, port: number, folder: string, credentials: Credentials): readonly string[] {
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${credentials.servingCertFile}`,
    `--tls-private-key-file=${credentials.servingKeyFile}`,
    `--token-auth-file=${credentials.tokenFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${credentials.serviceAccountPublicFile}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKeyFile}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--allow-privileged=true',
    // Nobody is here who would make service accounts for pods, or take the taint from nodes that are ready.
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition,StorageObjectInUseProtection',
    '--endpoint-reconciler-type=none',
    '--enable-priority-and-fairness=false',
    '--max-requests-inflight=3000',
    '--max-mutating-requests-inflight=3000',
  ];
}
