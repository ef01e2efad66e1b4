import type { FleetGpu } from '../fleet.ts';
import type { Box } from '../layout.ts';
import { segmentsOf } from '../look.ts';
import type { Marks } from '../marking.ts';
import { type Brush, shadeOf } from './paint-gpu.ts';

/** Height of the bars over stranded slices. */
const BAR = 1;

/** Paints a GPU of four pixels in height: no letters, one rectangle for each window. */
export function paintTiny(
  { context, palette }: Brush,
  gpu: FleetGpu,
  { x, y, width, height }: Box,
  marks: Marks,
): void {
  if (gpu.kind !== 'mig') {
    context.fillStyle = gpu.kind === 'whole' ? palette.gap : palette.strand;
    context.fillRect(x, y, width, gpu.kind === 'whole' ? height : 1);
    return;
  }
  const step = width / gpu.model.memorySlices;
  const stranded = marks.shape | marks.placement;
  for (const { start, length, use } of segmentsOf(gpu.model, gpu.look)) {
    const left = x + start * step;
    const wide = length * step - 0.5;
    switch (use) {
      case 'used':
        context.fillStyle = shadeOf(palette.tiny, length / gpu.model.memorySlices);
        context.fillRect(left, y, wide, height);
        break;
      case 'idle':
        context.fillStyle = palette.idleLine;
        context.fillRect(left, y, wide, height);
        context.fillStyle = palette.idle;
        context.fillRect(left + 0.5, y + 0.75, wide - 1, height - 1.5);
        break;
      case 'maybe':
        context.fillStyle = palette.maybeLine;
        context.fillRect(left, y, wide, height / 2);
        context.fillStyle = palette.maybe;
        context.fillRect(left, y + height / 2, wide, height / 2);
        break;
      case 'none':
        context.fillStyle = palette.gap;
        context.fillRect(left, y + height - 1, wide, 1);
        break;
    }
  }
  if (stranded === 0) return;
  for (let slice = 0; slice < gpu.model.memorySlices; slice++) {
    if ((stranded & (1 << slice)) === 0) continue;
    // By shape a bar below, by placement one above, too: full height is for what is used.
    context.fillStyle = palette.strand;
    context.fillRect(x + slice * step, y + height - BAR, step - 0.5, BAR);
    if ((marks.placement & (1 << slice)) !== 0) context.fillRect(x + slice * step, y, step - 0.5, BAR);
  }
}
