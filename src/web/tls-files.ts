import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { TlsFiles } from '../config/configuration.ts';
import { whyUnreadable } from '../unreadable.ts';
import { opensslReason } from './handshake-failure.ts';

/** What the files of TLS held at one moment. */
export interface TlsMaterial {
  /** For a server: it shows the certificate, and asks for one of the authorities where there are some. */
  readonly context: SecureContextOptions;
  /** When the certificate of the server expires, in seconds since the epoch. */
  readonly expiresAt: number;
  /** Why nobody will accept what is served with at the moment, in a sentence that names the file; undefined where they may. */
  readonly flaw: string | undefined;
  /** Another one where any byte differs. */
  readonly fingerprint: string;
}

/**
 * Reads the files of TLS and checks that they can be served with. Fails with a sentence that names the file, and never
 * holds anything of the key.
 */
export async function readTlsFiles({ certFile, keyFile, clientCAFile }: TlsFiles): Promise<Result<TlsMaterial>> {
  const files = [certFile, keyFile, ...(clientCAFile === undefined ? [] : [clientCAFile])];
  const read = await Promise.all(files.map(readOrWhy));
  const unreadable = read.find((content) => typeof content === 'string');
  if (unreadable !== undefined) return failure(unreadable);
  const [cert = EMPTY, key = EMPTY, ca] = read.filter((content) => typeof content !== 'string');
  const fault = faultOfPair(cert, key) ?? (ca === undefined || holdsCertificates(ca) ? undefined : NO_AUTHORITY);
  if (fault !== undefined) return failure(describe(fault));
  const context: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) };
  try {
    createSecureContext(context);
  } catch (error) {
    return failure(`${certFile}: cannot be served with: ${opensslReason(error)}`);
  }
  const digest = createHash('sha256');
  for (const content of [cert, key, ca ?? EMPTY]) digest.update(`${content.length}:`).update(content);
  const expiresAt = new X509Certificate(cert).validToDate.getTime() / 1000;
  return ok({ context, expiresAt, flaw: flawOf(Date.now()), fingerprint: digest.digest('hex') });

  function flawOf(now: number): string | undefined {
    const own = whyNotValid(new X509Certificate(cert), now);
    if (own !== undefined) return `${certFile}: ${own}`;
    const authorities =
      ca === undefined ? [] : certificatesIn(ca).map((each) => whyNotValid(new X509Certificate(each), now));
    const [first] = authorities;
    // One that is valid is enough for some callers.
    return first === undefined || authorities.includes(undefined) ? undefined : `${clientCAFile}: ${first}`;
  }

  function describe({ file, reason }: PairFault): string {
    const name = { cert: certFile, key: keyFile, ca: clientCAFile }[file];
    return `${name}: ${reason === 'mismatch' ? `does not belong to the key in ${keyFile}` : reason}`;
  }
}

const EMPTY = Buffer.alloc(0);

interface PairFault {
  readonly file: 'cert' | 'key' | 'ca';
  readonly reason: string;
}

const NO_AUTHORITY: PairFault = { file: 'ca', reason: 'holds no certificates in PEM' };

async function readOrWhy(file: string): Promise<Buffer | string> {
  try {
    return await readFile(file);
  } catch (error) {
    return `${file}: ${whyUnreadable(error)}`;
  }
}

function faultOfPair(cert: Buffer, key: Buffer): PairFault | undefined {
  if (!holdsCertificates(cert)) return { file: 'cert', reason: 'holds no certificate in PEM' };
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined)
    return { file: 'key', reason: 'holds no private key in PEM that can be read without a password' };
  return new X509Certificate(cert).checkPrivateKey(privateKey) ? undefined : { file: 'cert', reason: 'mismatch' };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** True of a text with at least one certificate, all of which can be read. */
function holdsCertificates(pem: Buffer): boolean {
  const blocks = certificatesIn(pem);
  return blocks.length > 0 && blocks.every((block) => attempt(() => new X509Certificate(block)) !== undefined);
}

function certificatesIn(pem: Buffer): readonly string[] {
  return pem.toString('latin1').match(CERTIFICATE) ?? [];
}

/** @param now Milliseconds since the epoch. */
function whyNotValid({ validFromDate, validToDate }: X509Certificate, now: number): string | undefined {
  if (validToDate.getTime() <= now) return `expired at ${validToDate.toISOString()}`;
  return validFromDate.getTime() > now ? `is not valid before ${validFromDate.toISOString()}` : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
