import { boxOf, type Cell, cellAt, findCell, gpuOf } from '../cells.ts';
import type { FleetGpu } from '../fleet.ts';
import { layoutMap, type MapLayout, type Zoom } from '../layout.ts';
import { focusFor, type Marking, marksFor } from '../marking.ts';
import { move, stepOf } from '../moves.ts';
import type { Section } from '../sections.ts';
import { createBands } from './bands.ts';
import { createCursor } from './cursor.ts';
import { drawHeadings } from './headings.ts';
import type { BandPicture } from './paint-block.ts';
import { showTip } from './tooltip.ts';

/** What the map shows. */
export interface MapPicture {
  readonly sections: readonly Section[];
  readonly marking: Marking;
  /** GPUs to mark, as `node index`. */
  readonly marked: ReadonlySet<string>;
  readonly zoom: Zoom;
  /** What stands where nothing is to be shown. */
  readonly empty: string;
}

/** The map of all GPUs. */
export interface MapView {
  show(picture: MapPicture): void;
  /** Scrolls to a GPU and puts the cursor on it; with `isFocused` the focus, too. False where it is not shown. */
  goTo(node: string, index: number, isFocused: boolean): boolean;
  /** The same with the first GPU that is shown and was searched for. */
  goToFirst(): void;
  /** Reads the colours again. */
  repaint(): void;
}

/** Makes the map in its place on the page. `open` is called for a GPU that is clicked, or entered by key. */
export function createMapView(root: HTMLElement, open: (gpu: FleetGpu) => void): MapView {
  const sheet = make('div', 'sheet');
  const headings = make('div', 'headings');
  const grid = make('div', 'grid');
  const hint = make('p', 'hint');
  const tip = make('div', 'tip');
  grid.role = 'grid';
  grid.ariaLabel = 'GPUs. Arrow keys go from one to the next, Enter shows more of one.';
  tip.hidden = true;
  sheet.append(headings, grid);
  root.replaceChildren(hint, sheet);
  document.body.append(tip);
  const bands = createBands(sheet);
  const cursor = createCursor(grid);
  let picture: MapPicture | undefined;
  let layout: MapLayout | undefined;
  let painted: BandPicture | undefined;
  let isPending = false;

  const draw = (): void => {
    isPending = false;
    if (painted === undefined) return;
    if (!bands.show(painted, root.scrollTop, root.scrollTop + root.clientHeight)) drawSoon();
  };
  const drawSoon = (): void => {
    if (isPending) return;
    isPending = true;
    requestAnimationFrame(draw);
  };

  const arrange = (): void => {
    if (picture === undefined) return;
    const style = getComputedStyle(sheet);
    const width = Math.max(300, Math.floor(root.clientWidth - Number.parseFloat(style.marginLeft) * 2));
    layout = layoutMap(picture.sections, width, picture.zoom);
    sheet.style.height = `${layout.height}px`;
    hint.hidden = layout.lines.length > 0;
    hint.textContent = picture.empty;
    drawHeadings(headings, layout, picture.marking);
    cursor.update(layout, picture.marking);
    painted = { layout, marking: picture.marking, marked: picture.marked };
    draw();
  };

  const tipFor = (cell: Cell | undefined, x?: number): void => {
    const gpu = cell === undefined || layout === undefined ? undefined : gpuOf(layout, cell);
    const box = cell === undefined || layout === undefined ? undefined : boxOf(layout, cell);
    if (gpu === undefined || box === undefined || picture === undefined) {
      showTip(tip, undefined);
      return;
    }
    const origin = sheet.getBoundingClientRect();
    const at = new DOMRect(origin.left + box.x, origin.top + box.y, box.width, box.height);
    const slice =
      x === undefined || gpu.kind !== 'mig'
        ? undefined
        : Math.floor(((x - box.x) / box.width) * gpu.model.memorySlices);
    const { marking } = picture;
    showTip(tip, { gpu, marks: marksFor(gpu, marking), focus: focusFor(gpu, marking), slice, at });
  };

  const reveal = (cell: Cell): void => {
    const box = layout === undefined ? undefined : boxOf(layout, cell);
    if (box === undefined) return;
    const margin = 48;
    const { scrollTop, clientHeight } = root;
    if (box.y < scrollTop + margin) root.scrollTop = box.y - margin;
    else if (box.y + box.height > scrollTop + clientHeight - margin)
      root.scrollTop = box.y + box.height - clientHeight + margin;
    draw();
  };

  const goToCell = (cell: Cell | undefined, isFocused: boolean): boolean => {
    if (cell === undefined) return false;
    reveal(cell);
    cursor.put(cell, isFocused);
    return true;
  };

  const pointed = (event: PointerEvent | MouseEvent): { readonly cell: Cell | undefined; readonly x: number } => {
    const origin = sheet.getBoundingClientRect();
    const x = event.clientX - origin.left;
    return { x, cell: layout === undefined ? undefined : cellAt(layout, x, event.clientY - origin.top) };
  };

  root.addEventListener(
    'scroll',
    () => {
      showTip(tip, undefined);
      drawSoon();
    },
    { passive: true },
  );
  sheet.addEventListener('pointermove', (event) => {
    const { cell, x } = pointed(event);
    sheet.classList.toggle('on-gpu', cell !== undefined);
    tipFor(cell, x);
  });
  sheet.addEventListener('pointerleave', () => showTip(tip, undefined));
  sheet.addEventListener('click', (event) => {
    const { cell } = pointed(event);
    const gpu = cell === undefined || layout === undefined ? undefined : gpuOf(layout, cell);
    if (cell === undefined || gpu === undefined) return;
    cursor.put(cell, true);
    showTip(tip, undefined);
    open(gpu);
  });
  grid.addEventListener('focusin', () => {
    if (cursor.cell === undefined) return;
    reveal(cursor.cell);
    if (grid.querySelector(':focus-visible') !== null) tipFor(cursor.cell);
  });
  grid.addEventListener('focusout', () => showTip(tip, undefined));
  grid.addEventListener('keydown', (event) => {
    const { cell } = cursor;
    if (cell === undefined || layout === undefined || event.altKey || event.metaKey) return;
    const step = stepOf(event.key, event.ctrlKey);
    if (step !== undefined) {
      event.preventDefault();
      goToCell(move(layout, cell, step, root.clientHeight), true);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const gpu = gpuOf(layout, cell);
      if (gpu !== undefined) open(gpu);
    } else if (event.key === 'Escape') {
      showTip(tip, undefined);
    }
  });
  new ResizeObserver(() => arrange()).observe(root);

  return {
    show(next) {
      const isSame =
        picture?.sections === next.sections && picture.zoom === next.zoom && picture.marking === next.marking;
      picture = next;
      if (!isSame || layout === undefined) return arrange();
      if (sameSet(painted?.marked, next.marked)) return;
      painted = { layout, marking: next.marking, marked: next.marked };
      draw();
    },
    goTo: (node, index, isFocused) =>
      goToCell(layout === undefined ? undefined : findCell(layout, node, index), isFocused),
    goToFirst() {
      for (const { rows } of picture?.sections ?? []) {
        for (const { gpus, hits } of rows) {
          const gpu = gpus[hits === undefined ? 0 : hits.indexOf(true)];
          if (gpu === undefined || layout === undefined) continue;
          goToCell(findCell(layout, gpu.node, gpu.index), true);
          return;
        }
      }
    },
    repaint() {
      bands.repaint();
      draw();
    },
  };
}

function make(tag: 'div' | 'p', name: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function sameSet(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): boolean {
  return a !== undefined && a.size === b.size && [...a].every((each) => b.has(each));
}
