import type { RequestListener } from 'node:http';
import { isIP } from 'node:net';

/**
 * Lets only requests through that were sent to this machine by its own name or by an address. A page in a browser of this
 * machine may have its name resolved to 127.0.0.1 (DNS rebinding), and would be served as if it were the user: what it
 * asks for carries the page's name.
 *
 * @param host Where the server was told to listen.
 */
export function onlyOwnHost(host: string, app: RequestListener): RequestListener {
  // A caller keeps asking for the same one.
  let latest: string | undefined;
  return (request, response) => {
    const asked = request.headers.host;
    if (asked === latest || isOwn(asked, host)) {
      latest = asked;
      return app(request, response);
    }
    response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    response.end('this port serves its own machine: ask for localhost or an address\n');
  };
}

/** Programs that name no host are no browsers. */
function isOwn(asked: string | undefined, host: string): boolean {
  if (asked === undefined) return true;
  const name = asked
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || name === host.toLowerCase();
}
