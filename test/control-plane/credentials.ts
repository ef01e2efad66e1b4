import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Authority, createAuthority } from '../../src/testing/certificates.ts';

/** Who a client of the API server says it is. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** The files that the API server reads, and what clients need to be let in. */
export interface Credentials {
  readonly authority: Authority;
  readonly caFile: string;
  readonly servingCertFile: string;
  readonly servingKeyFile: string;
  readonly serviceAccountKeyFile: string;
  readonly serviceAccountPublicFile: string;
  readonly tokenFile: string;
  /** Tokens by the name of the user. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Makes certificates, keys and tokens of its own for one control plane. */
export async function createCredentials(folder: string, identities: readonly Identity[]): Promise<Credentials> {
  const keys = path.join(folder, 'credentials');
  mkdirSync(keys, { recursive: true });
  const write = (name: string, text: string): string => {
    const file = path.join(keys, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const authority = await createAuthority('slicewise tests');
  const serving = await authority.issue('kube-apiserver');
  const serviceAccounts = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const tokens = new Map(identities.map(({ user }) => [user, randomUUID()]));
  const rows = identities.map(({ user, groups }, row) => `${tokens.get(user)},${user},${row},"${groups.join()}"\n`);
  return {
    authority,
    tokens,
    caFile: write('ca.crt', authority.cert),
    servingCertFile: write('apiserver.crt', serving.cert),
    servingKeyFile: write('apiserver.key', serving.key),
    serviceAccountKeyFile: write('service-accounts.key', serviceAccounts.privateKey),
    serviceAccountPublicFile: write('service-accounts.pub', serviceAccounts.publicKey),
    tokenFile: write('tokens.csv', rows.join('')),
  };
}

/** A kubeconfig in which there is one cluster and one user. JSON, which is YAML too. */
export function kubeconfig(server: string, caFile: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': caFile } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  });
}
