import type { FleetGpu } from './fleet.ts';
import { type Box, gpuBox, type Line, lineBelow, type MapLayout } from './layout.ts';

/** A GPU on the map, by its place there. */
export interface Cell {
  /** Position in `MapLayout.lines`. */
  readonly line: number;
  /** Position in the rows of the line's section. */
  readonly row: number;
  /** Position among the row's GPUs. */
  readonly gpu: number;
}

/** The GPU at a point; undefined between GPUs. */
export function cellAt(layout: MapLayout, x: number, y: number): Cell | undefined {
  const line = layout.lines[lineBelow(layout, y)];
  if (line === undefined || y < line.top) return undefined;
  return cellsOf(layout, lineBelow(layout, y)).find((cell) => {
    const box = boxOf(layout, cell);
    // The gap below belongs to the GPU: in the overview it is a fifth of the height.
    return box !== undefined && x >= box.x && x < box.x + box.width && y >= box.y && y <= box.y + box.height;
  });
}

/** Where a cell is. */
export function boxOf(layout: MapLayout, { line, row, gpu }: Cell): Box | undefined {
  const at = layout.lines[line];
  return at === undefined ? undefined : gpuBox(layout, at, row, gpu);
}

/** The GPU of a cell. */
export function gpuOf({ sections, lines }: MapLayout, { line, row, gpu }: Cell): FleetGpu | undefined {
  return sections[lines[line]?.section ?? -1]?.rows[row]?.gpus[gpu];
}

/** The cell of a GPU, where it is on the map. */
export function findCell(layout: MapLayout, node: string, index: number): Cell | undefined {
  for (const [line, { section, first, last }] of layout.lines.entries()) {
    const rows = layout.sections[section]?.rows ?? [];
    for (let row = first; row <= last; row++) {
      if (rows[row]?.node !== node) continue;
      const gpu = rows[row]?.gpus.findIndex((each) => each.index === index) ?? -1;
      if (gpu >= 0) return { line, row, gpu };
    }
  }
  return undefined;
}

/** The cells of a line, node by node. */
export function cellsOf(layout: MapLayout, line: number): readonly Cell[] {
  const at = layout.lines[line];
  return at === undefined ? [] : rowsOf(at).flatMap((row) => cellsOfRow(layout, line, row));
}

/** The cells of one node. */
export function cellsOfRow({ sections, lines }: MapLayout, line: number, row: number): readonly Cell[] {
  const gpus = sections[lines[line]?.section ?? -1]?.rows[row]?.gpus ?? [];
  return gpus.map((_, gpu) => ({ line, row, gpu }));
}

function rowsOf({ first, last }: Line): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
