import { boxOf, type Cell, cellsOf, cellsOfRow } from './cells.ts';
import { type Box, lineBelow, type MapLayout } from './layout.ts';

/** A step on the map, as keys make it. */
export type Step = 'left' | 'right' | 'up' | 'down' | 'start' | 'end' | 'first' | 'last' | 'pageUp' | 'pageDown';

/** The step that a key stands for, with or without Ctrl. */
export function stepOf(key: string, ctrl: boolean): Step | undefined {
  if (ctrl) return key === 'Home' ? 'first' : key === 'End' ? 'last' : undefined;
  return STEPS[key];
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'start',
  End: 'end',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
};

/** The cell that a step leads to; the same one at the edge of the map. `page`: the height of what is in sight. */
export function move(layout: MapLayout, from: Cell, step: Step, page: number): Cell {
  switch (step) {
    case 'left':
    case 'right':
      return beside(layout, from, step === 'left' ? -1 : 1);
    case 'up':
    case 'down':
      return above(layout, from, step === 'up' ? -1 : 1) ?? from;
    case 'start':
      return { ...from, gpu: 0 };
    case 'end':
      return cellsOfRow(layout, from.line, from.row).at(-1) ?? from;
    case 'first':
      return cellsOf(layout, 0)[0] ?? from;
    case 'last':
      return cellsOf(layout, layout.lines.length - 1).at(-1) ?? from;
    case 'pageUp':
    case 'pageDown':
      return farther(layout, from, step === 'pageUp' ? -page : page);
  }
}

function beside(layout: MapLayout, from: Cell, direction: -1 | 1): Cell {
  const line = cellsOf(layout, from.line);
  const at = line.findIndex(({ row, gpu }) => row === from.row && gpu === from.gpu);
  const next = line[at + direction];
  if (next !== undefined) return next;
  return cellsOf(layout, from.line + direction).at(direction === 1 ? 0 : -1) ?? from;
}

/** The nearest GPU that is higher or lower: of the same node, else of the next line of nodes. */
function above(layout: MapLayout, from: Cell, direction: -1 | 1): Cell | undefined {
  const start = boxOf(layout, from);
  if (start === undefined) return undefined;
  const own = cellsOfRow(layout, from.line, from.row);
  const near = nearest(layout, own, start, direction);
  return near ?? nearest(layout, cellsOf(layout, from.line + direction), start, direction);
}

function nearest(layout: MapLayout, cells: readonly Cell[], from: Box, direction: -1 | 1): Cell | undefined {
  const candidates = cells.flatMap((cell) => {
    const box = boxOf(layout, cell);
    const far = box === undefined ? 0 : (box.y - from.y) * direction;
    return box === undefined || far <= 0 ? [] : [{ cell, far, aside: Math.abs(box.x - from.x) }];
  });
  return candidates.sort((a, b) => a.far - b.far || a.aside - b.aside)[0]?.cell;
}

function farther(layout: MapLayout, from: Cell, distance: number): Cell {
  const start = boxOf(layout, from);
  if (start === undefined) return from;
  const index = Math.min(lineBelow(layout, Math.max(0, start.y + distance)), layout.lines.length - 1);
  const cells = cellsOf(layout, index);
  const [closest] = [...cells].sort((a, b) => asideOf(a) - asideOf(b));
  return closest ?? from;

  function asideOf(cell: Cell): number {
    return Math.abs((boxOf(layout, cell)?.x ?? 0) - (start?.x ?? 0));
  }
}
