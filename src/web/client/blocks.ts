import { type Box, blockBox, type Grid, type Line, lineBelow, type MapLayout } from './layout.ts';
import { type Marking, type Marks, marksFor } from './marking.ts';
import type { Row } from './sections.ts';

/** A node where it is on the map. */
export interface Block {
  readonly box: Box;
  readonly row: Row;
  /** Of its GPUs. */
  readonly marks: readonly Marks[];
  readonly line: Line;
  /** Position of the row in its section. */
  readonly at: number;
  readonly grid: Grid;
}

/** The nodes that reach into what is between two heights. */
export function blocksBetween(
  layout: MapLayout,
  marking: Marking,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): readonly Block[] {
  const blocks: Block[] = [];
  for (let index = lineBelow(layout, top); index < layout.lines.length; index++) {
    const line = layout.lines[index];
    if (line === undefined || line.top >= bottom) break;
    const grid = layout.grids[line.section];
    const rows = layout.sections[line.section]?.rows ?? [];
    for (let at = line.first; at <= line.last; at++) {
      const row = rows[at];
      if (row === undefined || grid === undefined) continue;
      const marks = row.gpus.map((gpu) => marksFor(gpu, marking));
      blocks.push({ box: blockBox(layout, line, at), row, marks, line, at, grid });
    }
  }
  return blocks;
}

/** Which of the blocks look other than before; undefined where they are not the same places, so that all do. */
export function changedBlocks(before: readonly Block[], blocks: readonly Block[]): readonly Block[] | undefined {
  if (before.length !== blocks.length) return undefined;
  const changed: Block[] = [];
  for (const [index, block] of blocks.entries()) {
    const old = before[index];
    if (old === undefined || !isSameBox(old.box, block.box) || old.grid.gpuWidth !== block.grid.gpuWidth)
      return undefined;
    if (!isSameRow(old.row, block.row) || !isMarkedAlike(old, block)) changed.push(block);
  }
  return changed;
}

function isSameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function isSameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  return a.node === b.node && isAlike(a.gpus, b.gpus) && isAlike(a.hits ?? [], b.hits ?? []);
}

function isMarkedAlike({ marks: a }: Block, { marks: b }: Block): boolean {
  return a.every(({ shape, placement }, index) => shape === b[index]?.shape && placement === b[index]?.placement);
}

function isAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
