import { generate } from 'selfsigned';

/** A certificate with its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that tests make for themselves. */
export interface Authority extends Certificate {
  /** Signs a certificate, good for a server at 127.0.0.1 or localhost and for a client alike. */
  issue(name: string, validity?: Validity): Promise<Certificate>;
}

/** From when and until when; a year from now on where nothing is said. */
export interface Validity {
  readonly from?: Date;
  readonly to?: Date;
}

const YEAR_MS = 365 * 86_400_000;

/** One that has an end but no beginning began a year before it. */
function datesOf({ from, to }: Validity): { notBeforeDate: Date; notAfterDate: Date } {
  const begin = from ?? (to === undefined ? new Date() : new Date(to.getTime() - YEAR_MS));
  return { notBeforeDate: begin, notAfterDate: to ?? new Date(begin.getTime() + YEAR_MS) };
}

/** Makes a certificate authority. */
export async function createAuthority(name: string, validity: Validity = {}): Promise<Authority> {
  const own = await generate(subject(name), {
    ...datesOf(validity),
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return {
    cert: own.cert,
    key: own.private,
    async issue(holder, term = {}) {
      const issued = await generate(subject(holder), {
        ...datesOf(term),
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
