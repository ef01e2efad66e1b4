import { generate } from 'selfsigned';

/** A certificate with its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that tests make for themselves. */
export interface Authority extends Certificate {
  /** Signs a certificate, good for a server at 127.0.0.1 or localhost and for a client alike. */
  issue(name: string): Promise<Certificate>;
}

/** Makes a certificate authority. */
export async function createAuthority(name: string): Promise<Authority> {
  const own = await generate(subject(name), {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return {
    cert: own.cert,
    key: own.private,
    async issue(holder) {
      const issued = await generate(subject(holder), {
        algorithm: 'sha256',
        ca: { key: own.private, cert: own.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          {
            name: 'subjectAltName',
            altNames: [
              { type: 2, value: 'localhost' },
              { type: 7, ip: '127.0.0.1' },
            ],
          },
        ],
      });
      return { cert: issued.cert, key: issued.private };
    },
  };
}

function subject(name: string): { name: string; value: string }[] {
  return [{ name: 'commonName', value: name }];
}
