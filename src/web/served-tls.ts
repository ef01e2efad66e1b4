import type { Server, ServerOptions } from 'node:https';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { BadInput } from '../bad-input.ts';
import type { TlsFiles } from '../config/configuration.ts';
import { registerTls } from '../metrics/tls.ts';
import { handshakeFailure } from './handshake-failure.ts';
import { readTlsFiles } from './tls-files.ts';
import { followTlsFiles, type RotationTiming } from './tls-rotation.ts';

/** TLS for a server, from files that may change while it runs. */
export interface ServedTls {
  readonly options: ServerOptions;
  /** Keeps a server up to date with the files from now on. New connections see what is new; old ones go on. */
  follow(server: Server): void;
  stop(): void;
}

/** Where TLS comes from, and whom to tell of it. */
export interface ServedTlsOptions {
  readonly files: TlsFiles;
  readonly logger: Logger;
  /** Where Prometheus is told of it. */
  readonly registry: Registry;
  readonly timing?: RotationTiming;
}

/** A caller that connects and never comes to the point. */
const HANDSHAKE_MS = 10_000;

/**
 * Reads the files of TLS for a server.
 *
 * @throws BadInput naming the file that cannot be used.
 */
export async function openTls({ files, logger, registry, timing }: ServedTlsOptions): Promise<ServedTls> {
  const read = await readTlsFiles(files);
  if (!read.ok) throw new BadInput(read.error);
  const first = read.value;
  if (first.flaw !== undefined) logger.error({ error: first.flaw }, 'TLS files that callers will not accept');
  const asksForCertificate = files.clientCAFile !== undefined;
  let expiresAt = first.expiresAt;
  let stop: (() => void) | undefined;
  const countFailure = registerTls(registry, () => expiresAt);
  return {
    options: {
      ...first.context,
      requestCert: asksForCertificate,
      rejectUnauthorized: asksForCertificate,
      handshakeTimeout: HANDSHAKE_MS,
    },
    follow(server) {
      server.on('tlsClientError', (error, socket) => {
        const refused: unknown = socket.authorizationError;
        // One that went away by itself, such as a probe of whether the port is open.
        if (!refused && 'code' in error && error.code === 'ECONNRESET') return;
        const reason = handshakeFailure(error, refused);
        logger.warn({ remote: socket.remoteAddress, error: reason }, 'TLS handshake failed');
      });
      stop = followTlsFiles({
        files,
        material: first,
        apply(material) {
          server.setSecureContext(material.context);
          expiresAt = material.expiresAt;
          logger.info({ expires: new Date(expiresAt * 1000).toISOString() }, 'TLS files changed and are in force');
        },
        onFailure(reason) {
          countFailure();
          logger.error({ error: reason }, 'TLS files changed and cannot be used; the old ones stay in force');
        },
        ...(timing === undefined ? {} : { timing }),
      });
    },
    stop: () => stop?.(),
  };
}
