import type { Section } from './sections.ts';

/** How large GPUs are drawn. */
export type Zoom = 'overview' | 'rows' | 'detail';

/** A rectangle in the coordinates of the whole map, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the nodes of one section are laid out: blocks, one for a node, in columns. */
export interface Grid {
  readonly columns: number;
  readonly blockWidth: number;
  readonly columnGap: number;
  /** Room for the node's name, left of its GPUs. */
  readonly nameWidth: number;
  readonly gpuWidth: number;
  readonly gpuHeight: number;
  readonly gapX: number;
  readonly gapY: number;
  /** GPUs beside each other in a block. */
  readonly perLine: number;
  /** Around the GPUs of a block. */
  readonly padding: number;
}

/** Nodes beside each other: rows `first` to `last` of a section, both included. */
export interface Line {
  readonly section: number;
  readonly first: number;
  readonly last: number;
  readonly top: number;
  readonly height: number;
}

/** Where everything is. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly sections: readonly Section[];
  /** One for each section. */
  readonly grids: readonly Grid[];
  /** Top of each section's heading. */
  readonly headings: readonly number[];
  /** From top to bottom. */
  readonly lines: readonly Line[];
}

/** Height of a section's heading. */
export const HEADING = 34;

interface ZoomRule {
  readonly nameWidth: number;
  readonly leastGpu: number;
  readonly idealGpu: number;
  readonly mostGpu: number;
  readonly gpuHeight: number;
  readonly gapX: number;
  readonly gapY: number;
  readonly padding: number;
  readonly columnGap: number;
}

const RULES: Readonly<Record<Zoom, ZoomRule>> = {
  overview: {
    nameWidth: 0,
    leastGpu: 24,
    idealGpu: 24,
    mostGpu: 24,
    gpuHeight: 4,
    gapX: 0,
    gapY: 1,
    padding: 2,
    columnGap: 5,
  },
  rows: {
    nameWidth: 102,
    leastGpu: 72,
    idealGpu: 100,
    mostGpu: 240,
    gpuHeight: 20,
    gapX: 16,
    gapY: 4,
    padding: 3,
    columnGap: 22,
  },
  detail: {
    nameWidth: 122,
    leastGpu: 300,
    idealGpu: 420,
    mostGpu: 760,
    gpuHeight: 38,
    gapX: 18,
    gapY: 6,
    padding: 4,
    columnGap: 28,
  },
};

/** The zoom that shows a map of so many GPUs well. */
export function usualZoom(gpus: number): Zoom {
  if (gpus <= 48) return 'detail';
  return gpus <= 2400 ? 'rows' : 'overview';
}

/** Lays out sections in a width; the height follows. */
export function layoutMap(sections: readonly Section[], width: number, zoom: Zoom): MapLayout {
  const grids: Grid[] = [];
  const headings: number[] = [];
  const lines: Line[] = [];
  let top = 0;
  for (const [index, section] of sections.entries()) {
    const grid = gridOf(section, width, zoom);
    grids.push(grid);
    headings.push(top);
    top += HEADING;
    for (let first = 0; first < section.rows.length; first += grid.columns) {
      const last = Math.min(first + grid.columns, section.rows.length) - 1;
      const most = section.rows.slice(first, last + 1).reduce((max, { gpus }) => Math.max(max, gpus.length), 0);
      const height = heightOf(grid, most);
      lines.push({ section: index, first, last, top, height });
      top += height;
    }
    top += 10;
  }
  return { width, height: top, sections, grids, headings, lines };
}

function gridOf({ rows }: Section, width: number, zoom: Zoom): Grid {
  const rule = RULES[zoom];
  const { nameWidth, columnGap, padding, gapX, gapY, gpuHeight } = rule;
  const most = rows.reduce((max, { gpus }) => Math.max(max, gpus.length), 1);
  if (zoom === 'overview') {
    const blockWidth = rule.idealGpu + 2 * padding;
    const columns = Math.max(1, Math.floor((width + columnGap) / (blockWidth + columnGap)));
    return {
      columns,
      blockWidth,
      columnGap,
      nameWidth,
      gpuWidth: rule.idealGpu,
      gpuHeight,
      gapX,
      gapY,
      perLine: 1,
      padding,
    };
  }
  const room = (columns: number): number => (width - (columns - 1) * columnGap) / columns - nameWidth;
  const fitting = (gpu: number): number => Math.max(1, Math.floor((room(1) + gapX) / (gpu + gapX)));
  // No line with one GPU alone under a full one.
  const perLine = Math.ceil(most / Math.ceil(most / fitting(rule.leastGpu)));
  const ideal = nameWidth + perLine * (rule.idealGpu + gapX);
  const columns = Math.max(1, Math.min(rows.length, Math.floor((width + columnGap) / (ideal + columnGap))));
  const gpuWidth = Math.min(rule.mostGpu, Math.floor((room(columns) - (perLine - 1) * gapX) / perLine));
  const blockWidth = nameWidth + perLine * (gpuWidth + gapX) - gapX;
  return { columns, blockWidth, columnGap, nameWidth, gpuWidth, gpuHeight, gapX, gapY, perLine, padding };
}

function heightOf({ gpuHeight, gapY, perLine, padding }: Grid, gpus: number): number {
  const deep = Math.max(1, Math.ceil(gpus / perLine));
  return 2 * padding + deep * (gpuHeight + gapY) - gapY;
}

/** Where the block of a node is: its name and all its GPUs. */
export function blockBox({ grids }: MapLayout, line: Line, row: number): Box {
  const grid = grids[line.section];
  if (grid === undefined) return { x: 0, y: line.top, width: 0, height: line.height };
  const column = row - line.first;
  return { x: column * (grid.blockWidth + grid.columnGap), y: line.top, width: grid.blockWidth, height: line.height };
}

/** Where one GPU of a node is. */
export function gpuBox(layout: MapLayout, line: Line, row: number, gpu: number): Box {
  const grid = layout.grids[line.section];
  const block = blockBox(layout, line, row);
  if (grid === undefined) return block;
  const inset = grid.nameWidth === 0 ? grid.padding : 0;
  return {
    x: block.x + grid.nameWidth + inset + (gpu % grid.perLine) * (grid.gpuWidth + grid.gapX),
    y: block.y + grid.padding + Math.floor(gpu / grid.perLine) * (grid.gpuHeight + grid.gapY),
    width: grid.gpuWidth,
    height: grid.gpuHeight,
  };
}

/** Position of the first line that ends below `y`; the number of lines where none does. */
export function lineBelow({ lines }: MapLayout, y: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line !== undefined && line.top + line.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}
