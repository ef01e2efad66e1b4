import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TlsFiles } from '../config/configuration.ts';
import { readTlsFiles, type TlsMaterial } from './tls-files.ts';

/** What to look at, and whom to tell. */
export interface RotationOptions {
  readonly files: TlsFiles;
  /** What is in force. */
  readonly material: TlsMaterial;
  /** Puts what was read in force; what it throws is a failure. */
  readonly apply: (material: TlsMaterial) => void;
  /** Told once of what cannot be used, in a sentence that names the file. What was in force stays. */
  readonly onFailure: (reason: string) => void;
  readonly timing?: RotationTiming;
}

/** When files are read again, in milliseconds. */
export interface RotationTiming {
  /** At the latest. Not every file system tells of changes. */
  readonly poll: number;
  /** After a change: others mostly follow at once. */
  readonly settle: number;
  /** After a failure, before it counts as one: a certificate may be there before its key. */
  readonly doubt: number;
}

const TIMING: RotationTiming = { poll: 10_000, settle: 100, doubt: 1000 };

/**
 * Follows the files of TLS. Their folders are watched and not the files: Kubernetes swaps a link beside them.
 *
 * @returns What ends it.
 */
export function followTlsFiles({ files, material, apply, onFailure, timing = TIMING }: RotationOptions): () => void {
  let inForce = material;
  let told: string | undefined;
  let isStopped = false;
  let pending: NodeJS.Timeout | undefined;
  let checking = Promise.resolve();
  const folders = new Set([files.certFile, files.keyFile, files.clientCAFile ?? files.certFile].map(dirname));
  const watchers = [...folders].map((folder) => watchFolder(folder, () => checkIn(timing.settle)));
  const poll = setInterval(() => checkIn(0), timing.poll).unref();
  return () => {
    isStopped = true;
    clearInterval(poll);
    clearTimeout(pending);
    for (const stop of watchers) stop();
  };

  /** One check at a time; what changes while one is made is looked at by the next. */
  function checkIn(milliseconds: number): void {
    pending ??= setTimeout(() => {
      pending = undefined;
      checking = checking.then(check);
    }, milliseconds).unref();
  }

  async function check(): Promise<void> {
    let read = await readTlsFiles(files);
    if (!read.ok) {
      await sleep(timing.doubt, undefined, { ref: false });
      read = await readTlsFiles(files);
    }
    if (isStopped) return;
    if (!read.ok) return fail(read.error);
    const { fingerprint, flaw } = read.value;
    // What nobody accepts must not replace what they do accept. Where that has gone bad meanwhile, what is newer is as good.
    if (fingerprint !== inForce.fingerprint && flaw !== undefined && isGood(inForce)) return fail(flaw);
    told = undefined;
    if (fingerprint === inForce.fingerprint) return;
    try {
      apply(read.value);
      inForce = read.value;
    } catch (error) {
      fail(String(error));
    }
  }

  function fail(reason: string): void {
    if (reason === told) return;
    told = reason;
    onFailure(reason);
  }
}

function isGood({ flaw, expiresAt }: TlsMaterial): boolean {
  return flaw === undefined && expiresAt * 1000 > Date.now();
}

/** Where a folder cannot be watched, or no longer, polling has to do. */
function watchFolder(folder: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
