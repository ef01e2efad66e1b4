import { failure, ok, type Result } from '../../solver/model/result.ts';

/** Where a server listens. */
export interface ListenAddress {
  /** Empty: every address of the machine, IPv4 and IPv6. */
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
}

/** Reads `127.0.0.1:8888`, `[::1]:8888`, `localhost:8888` or `:8888`. Fails with a sentence that names the text. */
export function parseListenAddress(text: string): Result<ListenAddress> {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]*)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port <= 65535)) {
    return failure(`${JSON.stringify(text.slice(0, 80))} is not of the form HOST:PORT, such as 127.0.0.1:8888`);
  }
  return ok({ host, port });
}

/** The address as it stands in a URL. */
export function formatAddress({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** True of the IP addresses that stand for every address of a machine. */
export function isUnspecified(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

/** True of the IP addresses by which a machine reaches itself, and nobody else reaches it. */
export function isLoopback(ip: string): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip);
}
