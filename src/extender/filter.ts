import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { jsonTextOf } from './json-text.ts';
import type { FilteredBlock, KindMemories, KindMemory } from './kind-memory.ts';
import { nodeSetOf, ordinalsIn } from './node-set.ts';
import { quotedNames } from './quoted-names.ts';
import { type RejectionCode, rejectionMessages } from './rejection.ts';
import type { ExtenderArgs, WireNode } from './wire.ts';

/** An ExtenderFilterResult as JSON, and what to count of it. */
export interface FilterReply {
  readonly json: string;
  readonly rejected: ReadonlyMap<RejectionCode, number>;
  /** Why the reply is an error; absent where it is none. */
  readonly error?: string;
}

/**
 * The nodes that take a pod, and one of a few fixed messages for every other one. Rejections go to
 * `FailedAndUnresolvableNodes`: up to Kubernetes 1.37 `FailedNodes` makes kube-scheduler try a preemption that finds no
 * victims, and retry without end. Where slicewise has no say all nodes pass.
 */
export function filter(cluster: Cluster, { pod, nodes }: ExtenderArgs, memories: KindMemories): FilterReply {
  if (!isConcerned(cluster, pod)) {
    if (nodes.kind === 'nodes') return passNodes(nodes.nodes, '', new Map());
    return { json: passNames(JSON.stringify(nodes.names), ''), rejected: new Map() };
  }
  const memory = memories.recall(cluster, pod);
  const set = nodeSetOf(cluster, nodes.names);
  const rejected = new Map<RejectionCode, number>();
  let passing = '';
  let failed = '';
  set.masks.forEach((mask, block) => {
    if (mask === 0) return;
    const make = (): FilteredBlock => judgeBlock(cluster, memory, ordinalsIn(block, mask));
    const part = memory.filtered.recall(block, mask, memory.versionOf(block), make);
    passing = join(passing, part.passing);
    failed = join(failed, part.failed);
    for (const [code, count] of part.rejected) rejected.set(code, (rejected.get(code) ?? 0) + count);
  });
  for (const name of set.strangers) failed = join(failed, failure(JSON.stringify(name), 'unknown-node'));
  if (set.strangers.length > 0) rejected.set('unknown-node', set.strangers.length);
  if (nodes.kind === 'names') return { json: passNames(`[${passing}]`, failed), rejected };
  const passed = new Set<string>(JSON.parse(`[${passing}]`));
  const survivors = nodes.nodes.filter(({ name }) => passed.has(name));
  return passNodes(survivors, failed, rejected);
}

/** The answer that makes kube-scheduler retry the pod later: something is wrong with the request or the extender. */
export function filterError(message: string): string {
  return `{"Nodes":null,"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":{},"Error":${JSON.stringify(message)}}`;
}

/** True where slicewise has a say: MIG resources, or `nvidia.com/gpu` while some node cuts its GPUs under that name. */
export function isConcerned({ nodes }: Cluster, { gpus }: Pod): boolean {
  return gpus.instances.length > 0 || (gpus.devices > 0 && nodes.some(({ single }) => single !== undefined));
}

function judgeBlock(cluster: Cluster, memory: KindMemory, ordinals: readonly number[]): FilteredBlock {
  const names = quotedNames(cluster);
  const passing: string[] = [];
  const failed: string[] = [];
  const rejected = new Map<RejectionCode, number>();
  for (const ordinal of ordinals) {
    const verdict = memory.verdictOf(ordinal);
    const name = names[ordinal] ?? '""';
    if (verdict.kind === 'passes') {
      passing.push(name);
    } else {
      rejected.set(verdict.code, (rejected.get(verdict.code) ?? 0) + 1);
      failed.push(failure(name, verdict.code));
    }
  }
  // Joined here, once, and not bit by bit: a string that is added up stays in pieces, for every answer that has it.
  return { passing: passing.join(), failed: failed.join(), rejected };
}

/** No message has a character that JSON would escape. */
function failure(quotedName: string, code: RejectionCode): string {
  return `${quotedName}:"${rejectionMessages[code]}"`;
}

function join(list: string, more: string): string {
  return list === '' || more === '' ? list + more : `${list},${more}`;
}

/** The answer in names mode; both parts are JSON, the second without its braces. */
function passNames(names: string, failed: string): string {
  return `{"Nodes":null,"NodeNames":${names},"FailedNodes":{},"FailedAndUnresolvableNodes":{${failed}},"Error":""}`;
}

/** The answer in full-node mode: the nodes as they came. */
function passNodes(nodes: readonly WireNode[], failed: string, rejected: FilterReply['rejected']): FilterReply {
  const items = write(nodes.map(({ sent }) => sent));
  if (items === undefined) {
    const error = 'Nodes.items is nested too deeply to be sent back';
    return { json: filterError(error), rejected: new Map(), error };
  }
  const json = `{"Nodes":{"metadata":{},"items":${items}},"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":{${failed}},"Error":""}`;
  return { json, rejected };
}

/** JSON; undefined where values are nested deeper than they can be written, though they could be read. */
function write(values: readonly unknown[]): string | undefined {
  try {
    return `[${values.map(jsonTextOf).join()}]`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
