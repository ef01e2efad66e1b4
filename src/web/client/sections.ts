import type { Fleet, FleetGpu, FleetNode } from './fleet.ts';
import { isStranded, type Marking } from './marking.ts';
import { matchesGpu, type Query } from './query.ts';

/** A node in a section, with those of its GPUs that belong there. */
export interface Row {
  readonly node: string;
  readonly gpus: readonly FleetGpu[];
  /** For each GPU whether it is what was searched for; undefined where everything is. */
  readonly hits: readonly boolean[] | undefined;
}

/** A pool, or GPUs that are in none. */
export interface Section {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly gpus: number;
}

/** What of the fleet is shown. */
export interface Filters {
  readonly query: Query;
  /** Only this section; empty: all. */
  readonly pool: string;
  /** Only GPUs with slices that are stranded. */
  readonly strandedOnly: boolean;
  /** What is marked as stranded. */
  readonly marking: Marking;
}

/** Where GPUs are that are not in MIG mode. */
export const WHOLE = 'Whole GPUs';
/** Where GPUs are whose state makes no sense. */
export const UNUSABLE = 'GPUs that are not used';

/** The sections with all nodes that are to be shown, by name; those without a pool come last. */
export function sectionsOf(fleet: Fleet, filters: Filters): readonly Section[] {
  const rows = new Map<string, Row[]>();
  for (const name of fleet.names) {
    const node = fleet.nodes.get(name);
    if (node === undefined) continue;
    for (const [section, all] of rowsOf(node)) {
      if (filters.pool !== '' && section !== filters.pool) continue;
      const row = narrowed(all, node, filters);
      if (row === undefined) continue;
      const known = rows.get(section);
      if (known === undefined) rows.set(section, [row]);
      else known.push(row);
    }
  }
  return [...rows]
    .map(([name, rows]) => ({ name, rows, gpus: rows.reduce((sum, { gpus }) => sum + gpus.length, 0) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

const wholeRows = new WeakMap<FleetNode, readonly (readonly [section: string, row: Row])[]>();

/** A node with all its GPUs, by section; the same objects as long as the node is the same. */
function rowsOf(node: FleetNode): readonly (readonly [section: string, row: Row])[] {
  const known = wholeRows.get(node);
  if (known !== undefined) return known;
  const rows = [...Map.groupBy(node.gpus, sectionOf)].map(
    ([section, gpus]) => [section, { node: node.name, gpus, hits: undefined }] as const,
  );
  wholeRows.set(node, rows);
  return rows;
}

/** What the filters leave of a row; undefined for nothing. */
function narrowed(row: Row, node: FleetNode, { query, strandedOnly, marking }: Filters): Row | undefined {
  if (query.length === 0 && !strandedOnly) return row;
  const gpus = strandedOnly ? row.gpus.filter((gpu) => isStranded(gpu, marking)) : row.gpus;
  const hits = query.length === 0 ? undefined : gpus.map((gpu) => matchesGpu(query, gpu, node));
  return gpus.length === 0 || hits?.includes(true) === false ? undefined : { node: row.node, gpus, hits };
}

/** How many GPUs were searched for and are shown, and on how many nodes. */
export function countHits(sections: readonly Section[]): { readonly gpus: number; readonly nodes: number } {
  let gpus = 0;
  const nodes = new Set<string>();
  for (const { rows } of sections) {
    for (const row of rows) {
      nodes.add(row.node);
      gpus += row.hits === undefined ? row.gpus.length : row.hits.filter(Boolean).length;
    }
  }
  return { gpus, nodes: nodes.size };
}

function sectionOf(gpu: FleetGpu): string {
  if (gpu.kind === 'mig') return gpu.pool;
  return gpu.kind === 'whole' ? WHOLE : UNUSABLE;
}

function rank(name: string): number {
  return name === UNUSABLE ? 2 : Number(name === WHOLE);
}
