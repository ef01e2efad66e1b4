import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { formatList, type GenerateOptions, generateCluster, nodeName } from '../cluster/generate.ts';
import { createRandom } from '../cluster/random.ts';
import { type Client, createClient } from './client.ts';
import { extenderArgs, KINDS_OF_PODS, schedulerOrder } from './requests.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { withProcess } from './with-process.ts';

/** Round trips of one pod through one extender, in milliseconds each. */
export interface RoundTrips {
  readonly filter: readonly number[];
  readonly prioritize: readonly number[];
  /** Filter and prioritize of the same pod, added up. */
  readonly both: readonly number[];
}

/** slicewise and the null extender, measured in turn. */
export interface Comparison {
  readonly nodes: number;
  readonly pods: number;
  /** Nodes that passed `filter`, the mean of all requests. */
  readonly passed: number;
  readonly requestBytes: number;
  readonly replyBytes: number;
  readonly slicewise: RoundTrips;
  readonly nothing: RoundTrips;
}

/** How to measure. */
export interface CompareOptions {
  readonly cluster: GenerateOptions;
  readonly rounds: number;
  readonly warmUp: number;
  /** A folder for the generated snapshot. */
  readonly folder: string;
}

/** Orders of names in which each kind of pod is asked for. Neighbouring requests differ in kind and in order. */
const ORDERS = 4;

/**
 * Serves a generated cluster, and beside it the null extender, whose constant answers are slicewise's own; sends both the
 * same requests in turn, one connection each.
 */
export async function compare({ cluster, rounds, warmUp, folder }: CompareOptions): Promise<Comparison> {
  const list = generateCluster(cluster);
  const file = path.join(folder, `${cluster.nodes}-${cluster.load}.json`);
  await writeFile(file, formatList(list));
  const trips = await withProcess(serveSnapshot(file), ({ url }) =>
    withProcess(startServerProcess('bench/null-extender.ts'), (none) =>
      measureInTurn(createClient(url), createClient(none.url), { cluster, rounds, warmUp }),
    ),
  );
  return { nodes: cluster.nodes, pods: list.items.length - cluster.nodes, ...trips };
}

/** Sends both servers the same requests in turn. */
async function measureInTurn(
  ours: Client,
  nothing: Client,
  { cluster, rounds, warmUp }: Omit<CompareOptions, 'folder'>,
): Promise<Omit<Comparison, 'nodes' | 'pods'>> {
  try {
    const requests = await prepareRequests(ours, cluster);
    const [first] = requests;
    if (first === undefined) throw new Error('there is no request');
    for (const { id, filterReply, prioritizeReply } of requests) {
      await nothing.put(constantsOf({ id }).filter, filterReply);
      await nothing.put(constantsOf({ id }).prioritize, prioritizeReply);
    }
    const samples = { slicewise: emptyTrips(), nothing: emptyTrips() };
    for (let round = -warmUp; round < rounds; round++) {
      const request = requests[(round + warmUp) % requests.length] ?? first;
      await measure(ours, request, VERBS, round < 0 ? emptyTrips() : samples.slicewise);
      await measure(nothing, request, constantsOf(request), round < 0 ? emptyTrips() : samples.nothing);
    }
    return {
      passed: Math.round(requests.reduce((sum, { passed }) => sum + passed, 0) / requests.length),
      requestBytes: first.filter.length,
      replyBytes: first.filterReply.length,
      ...samples,
    };
  } finally {
    ours.close();
    nothing.close();
  }
}

interface PreparedRequest {
  /** What the constant answers to it are called. */
  readonly id: number;
  readonly filter: string;
  readonly prioritize: string;
  readonly filterReply: string;
  readonly prioritizeReply: string;
  readonly passed: number;
}

interface MutableTrips {
  readonly filter: number[];
  readonly prioritize: number[];
  readonly both: number[];
}

function emptyTrips(): MutableTrips {
  return { filter: [], prioritize: [], both: [] };
}

function serveSnapshot(file: string): Promise<ServerProcess> {
  const args = ['serve', '--snapshot', file, '--listen', '127.0.0.1:0', '--log-level', 'silent'];
  return startServerProcess('src/main.ts', args);
}

const filterReply = z.object({ NodeNames: z.array(z.string()), Error: z.literal('') });

async function prepareRequests(client: Client, cluster: GenerateOptions): Promise<readonly PreparedRequest[]> {
  const random = createRandom(cluster.seed);
  const names = Array.from({ length: cluster.nodes }, (_, index) => nodeName(index, cluster.domain));
  const prepared: PreparedRequest[] = [];
  for (let id = 0; id < ORDERS * KINDS_OF_PODS.length; id++) {
    prepared.push(await prepareRequest(id));
  }
  return prepared;

  async function prepareRequest(id: number): Promise<PreparedRequest> {
    const asks = KINDS_OF_PODS[id % KINDS_OF_PODS.length] ?? {};
    const filter = extenderArgs(schedulerOrder(names, random), asks);
    const filtered = (await client.post('/filter', filter)).text;
    const passed = filterReply.parse(JSON.parse(filtered)).NodeNames;
    const prioritize = extenderArgs(schedulerOrder(passed, random), asks);
    const prioritized = (await client.post('/prioritize', prioritize)).text;
    return { id, filter, prioritize, filterReply: filtered, prioritizeReply: prioritized, passed: passed.length };
  }
}

/** Paths of the two calls of a cycle. */
interface Paths {
  readonly filter: string;
  readonly prioritize: string;
}

const VERBS: Paths = { filter: '/filter', prioritize: '/prioritize' };

/** Where the null extender has its constant answers to a request. */
function constantsOf({ id }: Pick<PreparedRequest, 'id'>): Paths {
  return { filter: `/constant/filter-${id}`, prioritize: `/constant/prioritize-${id}` };
}

/** Times one scheduling cycle. */
async function measure(client: Client, request: PreparedRequest, paths: Paths, into: MutableTrips): Promise<void> {
  const filter = (await client.post(paths.filter, request.filter)).milliseconds;
  const prioritize = (await client.post(paths.prioritize, request.prioritize)).milliseconds;
  into.filter.push(filter);
  into.prioritize.push(prioritize);
  into.both.push(filter + prioritize);
}
