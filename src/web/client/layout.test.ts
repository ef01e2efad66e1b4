import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { boxOf, cellAt, cellsOf, findCell, gpuOf } from './cells.ts';
import { type Box, HEADING, layoutMap, lineBelow, type MapLayout, type Zoom } from './layout.ts';
import { move } from './moves.ts';
import type { Section } from './sections.ts';

/** Sections whose nodes have these numbers of GPUs. */
function sectionsWith(counts: readonly (readonly number[])[]): readonly Section[] {
  return counts.map((nodes, section) => ({
    name: `pool-${section}`,
    gpus: nodes.reduce((sum, count) => sum + count, 0),
    rows: nodes.map((count, row) => ({
      node: `n-${section}-${row}`,
      gpus: Array.from({ length: count }, (_, index) => ({
        kind: 'whole',
        node: `n-${section}-${row}`,
        index,
        product: '',
        reason: '',
      })),
      hits: undefined,
    })),
  }));
}

const anyLayout = fc
  .record({
    counts: fc.array(fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 4,
    }),
    width: fc.integer({ min: 320, max: 3000 }),
    zoom: fc.constantFrom<Zoom>('overview', 'rows', 'detail'),
  })
  .map(({ counts, width, zoom }) => layoutMap(sectionsWith(counts), width, zoom));

function allCells(layout: MapLayout) {
  return layout.lines.flatMap((_, line) => cellsOf(layout, line));
}

function boxes(layout: MapLayout): readonly Box[] {
  return allCells(layout).map((cell) => boxOf(layout, cell) ?? assert.fail());
}

describe('layoutMap', () => {
  it('puts every GPU once on the map, inside it, and none over another or a heading', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        const all = boxes(layout);
        assert.equal(
          all.length,
          layout.sections.reduce((sum, { gpus }) => sum + gpus, 0),
        );
        const headings = layout.headings.map((y) => ({ x: 0, y, width: layout.width, height: HEADING }));
        const sorted = [...all, ...headings].sort((a, b) => a.y - b.y);
        for (const [index, box] of sorted.entries()) {
          assert.ok(box.x >= 0 && box.y >= 0 && box.y + box.height <= layout.height);
          for (const other of sorted.slice(index + 1)) {
            if (other.y >= box.y + box.height) break;
            assert.ok(other.x >= box.x + box.width || box.x >= other.x + other.width, 'apart');
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps within a width that has room for one GPU', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        if (layout.width < 440) return;
        for (const { x, width } of boxes(layout)) assert.ok(x + width <= layout.width + 0.5);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the line below a height as a search from the top does', () => {
    fc.assert(
      fc.property(anyLayout, fc.double({ min: 0, max: 1, noNaN: true }), (layout, share) => {
        const y = share * (layout.height + 50);
        const want = layout.lines.findIndex(({ top, height }) => top + height > y);
        assert.equal(lineBelow(layout, y), want < 0 ? layout.lines.length : want);
      }),
    );
  });
});

describe('cells', () => {
  it('are found by any point in them, and by node and index', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        for (const cell of allCells(layout)) {
          const { x, y, width, height } = boxOf(layout, cell) ?? assert.fail();
          assert.deepEqual(cellAt(layout, x + width / 2, y + height / 2), cell);
          const gpu = gpuOf(layout, cell) ?? assert.fail();
          assert.deepEqual(findCell(layout, gpu.node, gpu.index), cell);
        }
        assert.equal(cellAt(layout, layout.width + 5, 60), undefined);
        assert.equal(cellAt(layout, 10, 5), undefined);
      }),
      { numRuns: 30 },
    );
  });
});

describe('move', () => {
  it('reaches every GPU by the right arrow from the first, and the first again by the left one', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        const cells = allCells(layout);
        const [first = assert.fail(), last = first] = [cells[0], cells.at(-1)];
        let at = first;
        for (const want of cells) {
          assert.deepEqual(at, want);
          at = move(layout, at, 'right', 500);
        }
        assert.deepEqual(at, last, 'stays at the end');
        for (const _ of cells) at = move(layout, at, 'left', 500);
        assert.deepEqual(at, first);
      }),
      { numRuns: 30 },
    );
  });

  it('goes down and up to something lower and higher, until the last and first lines', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        for (const from of allCells(layout)) {
          const start = boxOf(layout, from) ?? assert.fail();
          for (const [step, sign] of [
            ['down', 1],
            ['up', -1],
          ] as const) {
            const to = move(layout, from, step, 500);
            const end = boxOf(layout, to) ?? assert.fail();
            if (to === from) {
              const line = layout.lines[from.line + sign];
              assert.equal(line, undefined, 'only at the edge');
            } else assert.ok((end.y - start.y) * sign > 0);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('knows the ends of a node and of the map, and pages', () => {
    const layout = layoutMap(sectionsWith([[4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]]), 700, 'rows');
    const first = { line: 0, row: 0, gpu: 0 };
    const end = move(layout, first, 'end', 100);
    assert.deepEqual(gpuOf(layout, end), gpuOf(layout, { ...first, gpu: 3 }));
    assert.deepEqual(move(layout, end, 'start', 100), first);
    const last = move(layout, first, 'last', 100);
    assert.equal(gpuOf(layout, last)?.node, 'n-0-11');
    assert.deepEqual(move(layout, last, 'first', 100), first);
    const paged = move(layout, first, 'pageDown', 100);
    const far = (boxOf(layout, paged)?.y ?? 0) - (boxOf(layout, first)?.y ?? 0);
    assert.ok(far > 60 && far < 140, `${far}`);
    assert.deepEqual(move(layout, paged, 'pageUp', 100), first);
  });
});
