import { readFile } from 'node:fs/promises';

/** The token in a kubeconfig that the test's control plane wrote, which is JSON. */
export async function tokenOf(file: string): Promise<string> {
  const token = /"token":"([^"]+)"/.exec(await readFile(file, 'utf8'))?.[1];
  if (token === undefined) throw new Error(`${file} has no token`);
  return token;
}
