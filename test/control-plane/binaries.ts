import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { build } from './build.ts';

/** The programs of a control plane, by the names that they have in Kubernetes. */
export type Program = 'etcd' | 'kube-apiserver' | 'kube-scheduler';

/** Where each of them is. */
export type Binaries = Readonly<Record<Program, string>>;

/** Variables of the environment that say where the programs are. */
export interface BinaryEnvironment {
  /** The convention of envtest: a folder with etcd and kube-apiserver. */
  readonly KUBEBUILDER_ASSETS?: string | undefined;
  /** A file; needed beside the folder where that has no kube-scheduler. */
  readonly KUBE_SCHEDULER?: string | undefined;
}

/**
 * Finds the programs where the environment says they are; those that it does not name are built once with Go, which takes
 * minutes, and kept in a cache.
 *
 * @throws Error with one sentence that says what is missing.
 */
export async function findBinaries(env: BinaryEnvironment = process.env): Promise<Binaries> {
  const etcd = named(env, 'etcd');
  const apiServer = named(env, 'kube-apiserver');
  const scheduler = named(env, 'kube-scheduler');
  return {
    etcd: etcd ?? (await build('etcd')),
    'kube-apiserver': apiServer ?? (await build('kube-apiserver')),
    'kube-scheduler': scheduler ?? (await build('kube-scheduler')),
  };
}

/** Where the environment says that a program is; undefined where it names none. */
function named({ KUBEBUILDER_ASSETS: folder, KUBE_SCHEDULER: scheduler }: BinaryEnvironment, program: Program) {
  if (program === 'kube-scheduler' && scheduler) {
    if (!isExecutable(scheduler)) throw new Error(`KUBE_SCHEDULER is ${scheduler}, which cannot be run`);
    return scheduler;
  }
  if (!folder) return undefined;
  const file = path.join(folder, program);
  if (isExecutable(file)) return file;
  // The folders that envtest makes have no kube-scheduler.
  if (program === 'kube-scheduler') return undefined;
  throw new Error(`KUBEBUILDER_ASSETS is ${folder}, and there is no ${program} in it that can be run`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
