import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { BindRequest } from '../binding/outcome.ts';
import { checked } from '../cluster/checked.ts';
import { podSchema } from '../cluster/objects.ts';
import { type Pod, readPod } from '../cluster/pod.ts';
import { isNodeNames } from './node-set.ts';

/**
 * The JSON that kube-scheduler sends and reads (k8s.io/kube-scheduler/extender/v1). Its Go types have no JSON tags: keys
 * are capitalised, and Go accepts any case when it reads. So does this; what is written is capitalised. ExtenderFilterResult and HostPriorityList, which can be long, are written where they are made.
 */

/** A node as it came, in full-node mode; only its name is read. */
export interface WireNode {
  readonly name: string;
  /** The object that was sent; it goes back unread where the node passes. */
  readonly sent: unknown;
}

/** The nodes of a request: their names, or the nodes themselves where `nodeCacheCapable` is off. */
export type WireNodes =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'nodes'; readonly names: readonly string[]; readonly nodes: readonly WireNode[] };

/** ExtenderArgs: what `filter` and `prioritize` are asked. */
export interface ExtenderArgs {
  readonly pod: Pod;
  readonly nodes: WireNodes;
}

/** The victims that in-tree preemption found on one node. */
export interface OfferedVictims {
  readonly uids: readonly string[];
  readonly violations: number;
}

/** ExtenderPreemptionArgs: the nodes on which preemption may help, with in-tree victims. */
export interface PreemptionArgs {
  readonly pod: Pod;
  readonly offers: ReadonlyMap<string, OfferedVictims>;
}

/** MetaVictims. */
export interface MetaVictims {
  readonly Pods: readonly { readonly UID: string }[];
  readonly NumPDBViolations: number;
}

/** ExtenderPreemptionResult, the same in both modes. */
export interface PreemptionResult {
  readonly NodeNameToMetaVictims: Readonly<Record<string, MetaVictims>>;
}

/** Reads the body of `filter` and `prioritize`; fails with a sentence that names the field. */
export function readExtenderArgs(body: unknown): Result<ExtenderArgs> {
  const fields = fieldsOf(body);
  if (fields === undefined) return failure('the request is not a JSON object');
  const pod = readWirePod(fields.get('pod'));
  if (!pod.ok) return pod;
  const nodes = readNodes(fields);
  return nodes.ok ? ok({ pod: pod.value, nodes: nodes.value }) : nodes;
}

/** Reads the body of `preempt`; fails with a sentence that names the field. */
export function readPreemptionArgs(body: unknown): Result<PreemptionArgs> {
  const fields = fieldsOf(body);
  if (fields === undefined) return failure('the request is not a JSON object');
  const pod = readWirePod(fields.get('pod'));
  if (!pod.ok) return pod;
  const meta = readVictims(fields.get('nodenametometavictims'), (victim) => fieldsOf(victim)?.get('uid'));
  if (!meta.ok) return failure(`NodeNameToMetaVictims: ${meta.error}`);
  const full = readVictims(fields.get('nodenametovictims'), (victim) =>
    fieldsOf(fieldsOf(victim)?.get('metadata'))?.get('uid'),
  );
  if (!full.ok) return failure(`NodeNameToVictims: ${full.error}`);
  return ok({ pod: pod.value, offers: new Map([...full.value, ...meta.value]) });
}

/** Reads the body of `bind`, an ExtenderBindingArgs; fails with a sentence that names the field. */
export function readBindingArgs(body: unknown): Result<BindRequest> {
  const fields = fieldsOf(body);
  if (fields === undefined) return failure('the request is not a JSON object');
  const texts: string[] = [];
  for (const name of ['PodName', 'PodNamespace', 'PodUID', 'Node']) {
    const text = fields.get(name.toLowerCase()) ?? '';
    if (text === '') return failure(`${name} is missing`);
    if (typeof text !== 'string' || !OBJECT_NAME.test(text)) return failure(`${name} is not a name`);
    texts.push(text);
  }
  const [podName = '', podNamespace = '', podUid = '', node = ''] = texts;
  return ok({ podName, podNamespace, podUid, node });
}

/**
 * A DNS subdomain, as names of pods, namespaces and nodes are; UIDs look like one. Names become parts of paths of the API
 * server, where a slash or two dots would lead elsewhere.
 */
const OBJECT_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** The fields of an object by lower-case key; undefined where it is none. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([key, field]: [string, unknown]) => [key.toLowerCase(), field]));
}

/** What pods were read as that came lately; the same object comes twice, for `filter` and for `prioritize`. */
const readLately = new WeakMap<object, Result<Pod>>();

function readWirePod(value: unknown): Result<Pod> {
  if (value === undefined || value === null) return failure('Pod is missing');
  if (typeof value !== 'object') return readNewPod(value);
  const pod = readLately.get(value) ?? readNewPod(value);
  readLately.set(value, pod);
  return pod;
}

function readNewPod(value: unknown): Result<Pod> {
  const parsed = checked(podSchema, value, 'Pod');
  if (!parsed.ok) return parsed;
  try {
    return ok(readPod(parsed.value));
  } catch (error) {
    if (error instanceof RangeError) return failure(`Pod ${parsed.value.metadata.name}: ${error.message}`);
    throw error;
  }
}

function readNodes(fields: ReadonlyMap<string, unknown>): Result<WireNodes> {
  const names = fields.get('nodenames') ?? undefined;
  if (names !== undefined)
    return isNodeNames(names) || isTexts(names)
      ? ok({ kind: 'names', names })
      : failure('NodeNames is not a list of names');
  const list = fields.get('nodes') ?? undefined;
  if (list === undefined) return failure('neither NodeNames nor Nodes is given');
  const listed = fieldsOf(list);
  if (listed === undefined) return failure('Nodes is not a list of nodes');
  const items = listed.get('items') ?? [];
  if (!Array.isArray(items)) return failure('Nodes.items is not a list of nodes with names');
  const nodes: WireNode[] = [];
  for (const sent of items) {
    const name = fieldsOf(fieldsOf(sent)?.get('metadata'))?.get('name');
    if (typeof name !== 'string') return failure('Nodes.items is not a list of nodes with names');
    nodes.push({ name, sent });
  }
  return ok({ kind: 'nodes', names: nodes.map(({ name }) => name), nodes });
}

function readVictims(value: unknown, uidOf: (victim: unknown) => unknown): Result<ReadonlyMap<string, OfferedVictims>> {
  const byNode = new Map<string, OfferedVictims>();
  if (value === undefined || value === null) return ok(byNode);
  if (typeof value !== 'object' || Array.isArray(value)) return failure('is not an object');
  for (const [node, victims] of Object.entries(value)) {
    const fields = fieldsOf(victims ?? {});
    if (fields === undefined) return failure(`${node} is not an object`);
    const pods: unknown = fields.get('pods') ?? [];
    const uids = Array.isArray(pods) ? pods.map(uidOf) : undefined;
    if (!isTexts(uids)) return failure(`${node}.Pods is not a list of pods with UIDs`);
    const violations = fields.get('numpdbviolations') ?? 0;
    // It may be sent back, and one number that is no int64 makes kube-scheduler drop the whole reply.
    if (!isCount(violations)) return failure(`${node}.NumPDBViolations is not a whole number`);
    byNode.set(node, { uids, violations });
  }
  return ok(byNode);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
