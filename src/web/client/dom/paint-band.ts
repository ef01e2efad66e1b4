import { cellsOfRow } from '../cells.ts';
import type { FleetGpu } from '../fleet.ts';
import { blockBox, gpuBox, lineBelow, type MapLayout } from '../layout.ts';
import { marksFor } from '../tally.ts';
import { type Brush, paintGpu } from './paint-gpu.ts';
import { paintTiny } from './paint-tiny.ts';

/** What of the map is painted, and how. */
export interface BandPicture {
  readonly layout: MapLayout;
  readonly focus: ReadonlyMap<string, string>;
  /** GPUs that are marked, as `node index`. */
  readonly marked: ReadonlySet<string>;
}

const NAME = '12px system-ui, sans-serif';

/** The GPUs between two heights, each with whether it is dimmed; what a band looks like follows from these. */
export function gpusBetween({ layout }: BandPicture, top: number, bottom: number): readonly unknown[] {
  const seen: unknown[] = [];
  for (let index = lineBelow(layout, top); index < layout.lines.length; index++) {
    const line = layout.lines[index];
    if (line === undefined || line.top >= bottom) break;
    const rows = layout.sections[line.section]?.rows ?? [];
    for (let row = line.first; row <= line.last; row++) {
      const at = rows[row];
      if (at === undefined) continue;
      seen.push(at.node, ...at.gpus, ...(at.hits ?? []));
    }
  }
  return seen;
}

/** Paints what is between two heights, with `top` at the upper edge of the canvas. */
export function paintBand(brush: Brush, picture: BandPicture, top: number, bottom: number): void {
  const { context, palette } = brush;
  const { layout, focus, marked } = picture;
  context.clearRect(0, 0, layout.width, bottom - top);
  context.save();
  context.translate(0, -top);
  context.textBaseline = 'middle';
  for (let index = lineBelow(layout, top); index < layout.lines.length; index++) {
    const line = layout.lines[index];
    if (line === undefined || line.top >= bottom) break;
    const grid = layout.grids[line.section];
    const rows = layout.sections[line.section]?.rows ?? [];
    for (let row = line.first; row <= line.last; row++) {
      const at = rows[row];
      if (at === undefined || grid === undefined) continue;
      const isLarge = grid.nameWidth > 0;
      if (isLarge) {
        const { x, y, height } = blockBox(layout, line, row);
        context.fillStyle = palette.soft;
        context.font = NAME;
        context.textAlign = 'left';
        const room = grid.nameWidth - 12;
        const middle = Math.min(height / 2, grid.padding + grid.gpuHeight / 2);
        context.fillText(brush.lettering.fit(at.node, NAME, room), x, y + middle);
      }
      for (const { gpu } of cellsOfRow(layout, index, row)) {
        const shown = at.gpus[gpu];
        if (shown === undefined) continue;
        const box = gpuBox(layout, line, row, gpu);
        context.globalAlpha = at.hits?.[gpu] === false ? 0.22 : 1;
        (isLarge ? paintGpu : paintTiny)(brush, shown, box, marksFor(shown, focus));
        context.globalAlpha = 1;
        if (!marked.has(keyOf(shown))) continue;
        context.strokeStyle = palette.accent;
        context.lineWidth = 2;
        context.strokeRect(box.x - 2, box.y - 2, box.width + 4, box.height + 4);
      }
    }
  }
  context.restore();
}

function keyOf({ node, index }: FleetGpu): string {
  return `${node} ${index}`;
}
