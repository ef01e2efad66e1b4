import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { BadInput } from '../bad-input.ts';
import { ApiError } from './api-error.ts';

/** Which cluster to talk to, and as whom. */
export interface ConnectionOptions {
  /** A kubeconfig file; without it `$KUBECONFIG`, `~/.kube/config`, or the credentials of the pod that this runs in. */
  readonly kubeconfig?: string | undefined;
  /** A context of the kubeconfig; without it the current one. */
  readonly context?: string | undefined;
}

/** Query parameters of a request. */
export type Query = Readonly<Record<string, string>>;

/** How to send a request. */
export interface GetOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A way to an API server, with credentials that renew themselves. */
export interface ApiConnection {
  /** `https://10.0.0.1:6443` */
  readonly server: string;
  /** Where a name without a namespace is looked for: the context's, the pod's own, or `default`. */
  readonly namespace: string;
  /** For the typed clients of the Kubernetes library. */
  readonly config: KubeConfig;
  /**
   * Sends a GET and gives the answer once its headers are there and its status is 200. Its body has to be read or destroyed.
   *
   * @throws ApiError where no answer comes or its status is another.
   */
  get(path: string, query?: Query, options?: GetOptions): Promise<IncomingMessage>;
  /** Closes idle connections. */
  close(): void;
}

/**
 * Reads kubeconfig or in-cluster credentials. Nothing is sent yet.
 *
 * @throws BadInput naming the file or the context.
 */
export function connect({ kubeconfig, context }: ConnectionOptions = {}): ApiConnection {
  const config = readConfig(kubeconfig);
  if (context !== undefined) {
    if (!config.contexts.some(({ name }) => name === context)) {
      const names = config.contexts.map(({ name }) => name).join(', ') || 'none';
      throw new BadInput(`there is no context "${context}" in the kubeconfig, only ${names}`);
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const named = config.getCurrentContext();
    throw new BadInput(
      !named
        ? 'the kubeconfig has no current context; choose one with --context'
        : `the kubeconfig has no cluster for the context "${named}"`,
    );
  }
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;
  const server = cluster.server.replace(/\/+$/, '');
  const agents = createAgents();
  return {
    server,
    namespace: namespace || 'default',
    config,
    get: (path, query = {}, options = {}) =>
      sendGet(config, new URL(`${server}${path}?${new URLSearchParams(query)}`), options, agents),
    close: () => agents.close(),
  };
}

/** How the library calls the context that it makes up where there is no kubeconfig. */
const MADE_UP = 'loaded-context';

function readConfig(file: string | undefined): KubeConfig {
  const config = new KubeConfig();
  const name = file ?? process.env['KUBECONFIG'] ?? 'kubeconfig';
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    // The first line only: the next ones quote the file, which has secrets in it.
    const [reason] = messageOf(error).split('\n');
    throw new BadInput(`${name}: cannot be read as a kubeconfig: ${reason}`);
  }
  if (file === undefined && config.getCurrentContext() === MADE_UP) {
    throw new BadInput(
      'there is no kubeconfig: name one with --kubeconfig or KUBECONFIG, or read a file with --snapshot',
    );
  }
  return config;
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  close(): void;
}

/** Connections are kept, so that listing in pages is no handshake each. Agents tell credentials apart. */
function createAgents(): Agents {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

async function sendGet(
  config: KubeConfig,
  url: URL,
  { signal, headers }: GetOptions,
  agents: Agents,
): Promise<IncomingMessage> {
  const options: RequestOptions = { method: 'GET', headers: { Accept: 'application/json', ...headers } };
  if (signal !== undefined) options.signal = signal;
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ApiError(`the credentials for ${url.origin} cannot be had: ${messageOf(error)}`, undefined, {
      cause: error,
    });
  }
  const isSecure = url.protocol === 'https:';
  if (config.getCurrentCluster()?.proxyUrl === undefined) options.agent = isSecure ? agents.https : agents.http;
  const request = isSecure ? https.request(url, options) : http.request(url, options);
  request.setNoDelay(true);
  // An error after the answer began is told by the answer's body, too, and has to end neither the process nor twice.
  request.on('error', () => {});
  request.setSocketKeepAlive(true, KEEP_ALIVE_MS);
  const timer = setTimeout(() => request.destroy(new Error(`no answer in ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  request.end();
  let response: IncomingMessage;
  try {
    [response] = await once(request, 'response');
  } catch (error) {
    throw new ApiError(`the API server ${url.origin} cannot be reached: ${messageOf(error)}`, undefined, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
  if (response.statusCode !== 200) throw await refusal(url, response);
  return response;
}

const KEEP_ALIVE_MS = 15_000;

/** Longest wait for the headers of an answer, in milliseconds. Some networks drop what they do not let through. */
const ANSWER_MS = 20_000;

const statusSchema = z.object({ message: z.string() });

async function refusal(url: URL, response: IncomingMessage): Promise<ApiError> {
  const body = await text(response).catch(() => '');
  let reason = response.statusMessage ?? '';
  try {
    reason = statusSchema.safeParse(JSON.parse(body)).data?.message ?? reason;
  } catch {
    // Not JSON: a proxy's page, say. Its status line has to do.
  }
  return new ApiError(`GET ${url.pathname}: ${reason} (${response.statusCode})`, response.statusCode);
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
