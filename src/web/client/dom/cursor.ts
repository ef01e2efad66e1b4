import { boxOf, type Cell, cellsOfRow, findCell, gpuOf } from '../cells.ts';
import { describeGpu } from '../describe.ts';
import type { MapLayout } from '../layout.ts';
import { focusFor, type Marking, marksFor } from '../marking.ts';

/**
 * The part of the map that keys and screen readers use: elements for the GPUs of one node, in front of the picture. One of
 * them is in the tab order; the others get there by arrow keys.
 */
export interface Cursor {
  readonly cell: Cell | undefined;
  /** Puts the cursor on a GPU; with `isFocused` it gets the focus, too. */
  put(cell: Cell, isFocused: boolean): void;
  /** Draws it anew where the map has changed; it stays on the same GPU as far as that is still there. */
  update(layout: MapLayout, marking: Marking): void;
}

/** Makes a cursor in a grid element. */
export function createCursor(grid: HTMLElement): Cursor {
  let layout: MapLayout | undefined;
  let marking: Marking = new Map();
  let cell: Cell | undefined;

  const draw = (isFocused: boolean): void => {
    const line = layout?.lines[cell?.line ?? -1];
    if (layout === undefined || cell === undefined || line === undefined) {
      grid.replaceChildren();
      return;
    }
    const { row, gpu: current } = cell;
    const at = layout.sections[line.section]?.rows[row];
    const shown = document.createElement('div');
    shown.role = 'row';
    const rowsBefore = layout.sections.slice(0, line.section).reduce((sum, { rows }) => sum + rows.length, 0);
    shown.ariaRowIndex = String(rowsBefore + row + 1);
    const name = document.createElement('span');
    name.role = 'rowheader';
    name.className = 'unseen';
    name.textContent = `${at?.node}, ${layout.sections[line.section]?.name}`;
    shown.append(name);
    let active: HTMLElement | undefined;
    for (const each of cellsOfRow(layout, cell.line, row)) {
      const gpu = gpuOf(layout, each);
      const box = boxOf(layout, each);
      if (gpu === undefined || box === undefined) continue;
      const element = document.createElement('div');
      element.role = 'gridcell';
      element.className = 'cell';
      element.ariaColIndex = String(each.gpu + 1);
      element.ariaLabel = `${at?.node}, ${describeGpu(gpu, marksFor(gpu, marking), focusFor(gpu, marking))}`;
      element.tabIndex = each.gpu === current ? 0 : -1;
      Object.assign(element.style, {
        transform: `translate(${box.x - 3}px, ${box.y - 3}px)`,
        width: `${box.width + 6}px`,
        height: `${box.height + 6}px`,
      });
      if (each.gpu === current) active = element;
      shown.append(element);
    }
    grid.replaceChildren(shown);
    if (isFocused) active?.focus({ preventScroll: true });
  };

  return {
    get cell() {
      return cell;
    },
    put(next, isFocused) {
      cell = next;
      draw(isFocused);
    },
    update(next, nextMarking) {
      const before = layout === undefined || cell === undefined ? undefined : gpuOf(layout, cell);
      const hadFocus = grid.contains(document.activeElement);
      layout = next;
      marking = nextMarking;
      if (before !== undefined && cell !== undefined) {
        const now = gpuOf(next, cell);
        const isThere = now?.node === before.node && now.index === before.index;
        cell = isThere ? cell : findCell(next, before.node, before.index);
      }
      cell ??= next.lines.length === 0 ? undefined : { line: 0, row: 0, gpu: 0 };
      grid.ariaRowCount = String(next.sections.reduce((sum, { rows }) => sum + rows.length, 0));
      draw(hadFocus);
    },
  };
}
