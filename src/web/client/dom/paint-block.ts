import type { Block } from '../blocks.ts';
import type { FleetGpu } from '../fleet.ts';
import { gpuBox, type MapLayout } from '../layout.ts';
import { type Marking, NO_MARKS } from '../marking.ts';
import { type Brush, paintGpu } from './paint-gpu.ts';
import { paintTiny } from './paint-tiny.ts';

/** What of the map is painted, and how. */
export interface BandPicture {
  readonly layout: MapLayout;
  readonly marking: Marking;
  /** GPUs that are marked, as `node index`. */
  readonly marked: ReadonlySet<string>;
}

const NAME = '12px system-ui, sans-serif';

/** How strongly GPUs are painted that are not what is searched for. */
const DIM = 0.22;

/** Paints a node: its name, where there is room for it, and its GPUs. */
export function paintBlock(
  brush: Brush,
  { layout, marked }: BandPicture,
  { box, row, marks, line, at, grid }: Block,
): void {
  const { context, palette } = brush;
  const isLarge = grid.nameWidth > 0;
  if (isLarge) {
    context.fillStyle = palette.soft;
    context.font = NAME;
    context.textAlign = 'left';
    const middle = Math.min(box.height / 2, grid.padding + grid.gpuHeight / 2);
    context.fillText(brush.lettering.fit(row.node, NAME, grid.nameWidth - 12), box.x, box.y + middle);
  }
  for (const [index, gpu] of row.gpus.entries()) {
    const place = gpuBox(layout, line, at, index);
    context.globalAlpha = row.hits?.[index] === false ? DIM : 1;
    (isLarge ? paintGpu : paintTiny)(brush, gpu, place, marks[index] ?? NO_MARKS);
    context.globalAlpha = 1;
    if (marked.size === 0 || !marked.has(keyOf(gpu))) continue;
    context.strokeStyle = palette.accent;
    context.lineWidth = 2;
    context.strokeRect(place.x - 2, place.y - 2, place.width + 4, place.height + 4);
  }
}

function keyOf({ node, index }: FleetGpu): string {
  return `${node} ${index}`;
}
