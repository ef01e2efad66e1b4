import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for data and logs that goes with this process; where a test failed it stays, and its path is printed. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-cluster-'));
  process.once('exit', (status) => {
    if (status === 0) rmSync(folder, { recursive: true, force: true });
    else process.stderr.write(`The logs of etcd, kube-apiserver, kube-scheduler and slicewise are in ${folder}\n`);
  });
  return folder;
}
