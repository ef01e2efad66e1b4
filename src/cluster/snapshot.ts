import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import { BadInput } from '../bad-input.ts';
import { whyUnreadable } from '../unreadable.ts';
import { type ClusterObject, KINDS, type KindOfObject, readObject } from './object-kinds.ts';
import type { ConfigMapObject, DisruptionBudgetObject, NodeObject, PodObject, ResourceQuotaObject } from './objects.ts';
import type { Problem } from './problem.ts';
import { readYaml } from './yaml.ts';

/** The objects of a cluster that slicewise reads, as they came. */
export interface Inventory {
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly PodObject[];
  readonly disruptionBudgets: readonly DisruptionBudgetObject[];
  readonly quotas: readonly ResourceQuotaObject[];
  readonly configMaps: readonly ConfigMapObject[];
  /** Objects that could not be read. */
  readonly problems: readonly Problem[];
}

/** Sorts objects by their kinds. */
export function inventoryOf(objects: readonly ClusterObject[], problems: readonly Problem[]): Inventory {
  return {
    nodes: objects.flatMap((each) => (each.kind === 'Node' ? [each.object] : [])),
    pods: objects.flatMap((each) => (each.kind === 'Pod' ? [each.object] : [])),
    disruptionBudgets: objects.flatMap((each) => (each.kind === 'PodDisruptionBudget' ? [each.object] : [])),
    quotas: objects.flatMap((each) => (each.kind === 'ResourceQuota' ? [each.object] : [])),
    configMaps: objects.flatMap((each) => (each.kind === 'ConfigMap' ? [each.object] : [])),
    problems,
  };
}

/**
 * Reads a snapshot from a file, or from standard input where `file` is `-`.
 *
 * @throws BadInput naming the file, when it cannot be read or is not a list of Kubernetes objects.
 */
export async function readSnapshot(file: string): Promise<Inventory> {
  const name = file === '-' ? 'standard input' : file || 'a file name that is empty';
  let content: string;
  try {
    content = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new BadInput(`${name}: ${whyUnreadable(error)}`);
  }
  return parseSnapshot(content, name);
}

/**
 * Reads what `kubectl get nodes,pods,poddisruptionbudgets,resourcequotas,configmaps -A -o json` (or `-o yaml`) prints.
 * Objects of other kinds are passed over; an object that cannot be read becomes a problem and the others are kept. That
 * there is no node at all is a problem, too.
 *
 * @param name How to call the input in errors.
 * @throws BadInput naming the input, when it is not a list of Kubernetes objects at all.
 */
export function parseSnapshot(content: string, name: string): Inventory {
  const objects = parseDocuments(withoutByteOrderMark(content), name).flatMap((document) => itemsOf(document, name));
  const problems: Problem[] = [];
  if (!objects.some(({ kind }) => kind === 'Node')) {
    problems.push({ object: name, message: 'has no Node, so there is no GPU to see; ask kubectl for nodes as well' });
  }
  const read = KINDS.flatMap((kind) => readKind(objects, kind, problems));
  return inventoryOf(read, problems);
}

function withoutByteOrderMark(content: string): string {
  return content.startsWith('\uFEFF') ? content.slice(1) : content;
}

const listSchema = z.object({ kind: z.string().endsWith('List'), items: z.array(z.unknown()).nullable() });
const kindSchema = z.object({ kind: z.string() });
const nameSchema = z.object({ metadata: z.object({ name: z.string(), namespace: z.string().optional() }) });

const EMPTY = 'is empty, expected a list of Kubernetes objects';

interface TaggedObject {
  readonly kind: string;
  readonly value: unknown;
}

function parseDocuments(content: string, name: string): readonly unknown[] {
  if (content.trim() === '') throw new BadInput(`${name}: ${EMPTY}`);
  if (/^\s*[[{]/.test(content)) {
    try {
      return [JSON.parse(content)];
    } catch (error) {
      throw new BadInput(`${name}: is not valid JSON: ${messageOf(error)}`);
    }
  }
  const documents = readYaml(content);
  if (!documents.ok) throw new BadInput(`${name}: ${documents.error}`);
  if (documents.value.length === 0) throw new BadInput(`${name}: ${EMPTY}`);
  return documents.value;
}

/** The objects of a list (whose items may leave out their kind, as the API server's own lists do) or of one object. */
function itemsOf(document: unknown, name: string): readonly TaggedObject[] {
  const list = listSchema.safeParse(document);
  if (list.success) {
    const kindOfAll = list.data.kind.slice(0, -'List'.length);
    return (list.data.items ?? []).map((value) => ({
      kind: kindSchema.safeParse(value).data?.kind ?? kindOfAll,
      value,
    }));
  }
  const single = kindSchema.safeParse(document);
  if (single.success && single.data.kind.endsWith('List')) throw new BadInput(`${name}: items is not a list`);
  if (single.success) return [{ kind: single.data.kind, value: document }];
  throw new BadInput(`${name}: holds no Kubernetes objects, expected what "kubectl get … -o json" prints (kind: List)`);
}

function readKind(objects: readonly TaggedObject[], kind: KindOfObject, problems: Problem[]): readonly ClusterObject[] {
  const byName = new Map<string, ClusterObject>();
  for (const [index, { kind: itsKind, value }] of objects.entries()) {
    if (itsKind !== kind) continue;
    const named = nameSchema.safeParse(value).data?.metadata;
    const name = named === undefined ? `at items[${index}]` : [named.namespace, named.name].filter(Boolean).join('/');
    const object = `${kind} ${name}`;
    const parsed = readObject(kind, value);
    if (!parsed.ok) {
      problems.push({ object, message: parsed.error });
      continue;
    }
    if (byName.has(name)) problems.push({ object, message: 'is listed more than once; the last one counts' });
    byName.set(name, parsed.value);
  }
  return [...byName.values()];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
