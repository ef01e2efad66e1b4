import type { FleetGpu, MigGpu } from '../fleet.ts';
import type { Box } from '../layout.ts';
import { type Segment, segmentsOf } from '../look.ts';
import type { Marks } from '../marking.ts';
import type { Lettering } from './lettering.ts';
import type { Palette } from './palette.ts';
import type { Patterns } from './patterns.ts';

/** With what GPUs are painted. */
export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly patterns: Patterns;
  readonly lettering: Lettering;
}

const LABEL = '600 11px system-ui, sans-serif';
const SMALL_LABEL = '600 10px system-ui, sans-serif';
const SHORT_LABEL = '600 9.5px system-ui, sans-serif';
const INDEX = '10px system-ui, sans-serif';
const POD = '11px system-ui, sans-serif';
/** Between letters and the edges of their window, together. */
const MARGIN = 4;
/** Between windows. */
const GAP = 2;

/** Paints a GPU large enough for letters. */
export function paintGpu(brush: Brush, gpu: FleetGpu, box: Box, marks: Marks): void {
  if (gpu.kind !== 'mig') {
    paintOther(brush, gpu.kind === 'whole' ? gpu.product : `not used: ${gpu.reason}`, box);
    return;
  }
  const { context, palette } = brush;
  context.font = INDEX;
  context.fillStyle = palette.soft;
  context.textAlign = 'right';
  context.fillText(String(gpu.index), box.x - 3, box.y + box.height / 2 + 0.5);
  const step = (box.width + GAP) / gpu.model.memorySlices;
  const place = (start: number, length: number): Box => ({
    x: box.x + start * step,
    y: box.y,
    width: length * step - GAP,
    height: box.height,
  });
  const segments = segmentsOf(gpu.model, gpu.look);
  for (const segment of segments) paintGround(brush, segment, place(segment.start, segment.length), gpu);
  paintMarks(brush, marks, gpu, place);
  for (const segment of segments) paintLabel(brush, segment, place(segment.start, segment.length), gpu);
}

/** How dark a used window is: the larger a share of the GPU, the darker. */
export function shadeOf(shades: Palette['used'], share: number): string {
  return share > 0.75 ? shades[3] : share >= 0.4 ? shades[2] : share >= 0.2 ? shades[1] : shades[0];
}

function paintOther({ context, palette, lettering }: Brush, text: string, { x, y, width, height }: Box): void {
  context.fillStyle = palette.unusable;
  context.beginPath();
  context.roundRect(x, y, width, height, 4);
  context.fill();
  context.fillStyle = palette.soft;
  context.font = POD;
  context.textAlign = 'left';
  context.fillText(lettering.fit(text, POD, width - 10), x + 5, y + height / 2);
}

function paintGround({ context, palette, patterns }: Brush, segment: Segment, box: Box, gpu: MigGpu): void {
  const { x, y, width, height } = box;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 3);
  if (segment.use === 'none') {
    context.strokeStyle = palette.gap;
    context.lineWidth = 1;
    context.setLineDash([2, 2]);
    context.stroke();
    context.setLineDash([]);
    return;
  }
  const isUsed = segment.use === 'used';
  const isIdle = segment.use === 'idle';
  const shade = shadeOf(palette.used, segment.length / gpu.model.memorySlices);
  context.fillStyle = isUsed ? shade : isIdle ? palette.idle : patterns.maybe;
  context.fill();
  context.strokeStyle = isUsed ? palette.usedLine : isIdle ? palette.idleLine : palette.maybeLine;
  context.lineWidth = 1;
  context.stroke();
}

function paintMarks(
  { context, palette, patterns }: Brush,
  { shape, placement }: Marks,
  { model }: MigGpu,
  place: (start: number, length: number) => Box,
): void {
  if ((shape | placement) === 0) return;
  for (let slice = 0; slice < model.memorySlices; slice++) {
    const bit = 1 << slice;
    if (((shape | placement) & bit) === 0) continue;
    const { x, y, width, height } = place(slice, 1);
    // Into the gap where the next slice is stranded alike, so that what belongs together looks so.
    const isJoined =
      ((shape & bit) !== 0 && (shape & (bit << 1)) !== 0) ||
      ((placement & bit) !== 0 && (placement & (bit << 1)) !== 0);
    const wide = isJoined ? width + GAP : width;
    context.fillStyle = (shape & bit) === 0 ? patterns.placement : patterns.shape;
    context.fillRect(x, y + 1, wide, height - 2);
    context.fillStyle = palette.strand;
    context.fillRect(x, y + height - 2, wide, 2);
  }
}

function paintLabel({ context, palette, lettering }: Brush, segment: Segment, box: Box, { pods, model }: MigGpu): void {
  const { profile, use, length, podAt } = segment;
  if (profile === undefined) return;
  const isSmall = use === 'used' && length / model.memorySlices < 0.2;
  context.fillStyle =
    use === 'used' ? (isSmall ? palette.onSmall : palette.onUsed) : use === 'idle' ? palette.idleInk : palette.maybeInk;
  const room = box.width - MARGIN;
  const middle = box.x + box.width / 2;
  context.textAlign = 'center';
  const isTall = box.height >= 32;
  const [font, label] = labelFor(profile.name, room, lettering);
  if (label !== '') {
    if (use === 'idle' || use === 'maybe')
      halo({ context, palette }, use, middle, box, lettering.widthOf(label, font), isTall);
    context.font = font;
    context.fillText(label, middle, box.y + (isTall ? 12.5 : box.height / 2 + 0.5));
  }
  if (!isTall) return;
  const name = use === 'used' ? (pods[podAt] ?? 'used') : use === 'idle' ? 'idle' : 'used?';
  const text = lettering.fit(name.slice(name.indexOf('/') + 1), POD, room);
  context.font = POD;
  context.fillText(text, middle, box.y + 26.5);
}

/** The profile in full, or what it has of compute where there is no room for more. */
function labelFor(name: string, room: number, { widthOf }: Lettering): readonly [font: string, label: string] {
  if (widthOf(name, LABEL) <= room) return [LABEL, name];
  if (widthOf(name, SMALL_LABEL) <= room) return [SMALL_LABEL, name];
  const short = name.slice(0, name.indexOf('.')) + (name.includes('+') ? '+' : '');
  return [SHORT_LABEL, widthOf(short, SHORT_LABEL) <= room + MARGIN / 2 ? short : ''];
}

/** Clears the pattern behind letters. */
function halo(
  { context, palette }: Pick<Brush, 'context' | 'palette'>,
  use: 'idle' | 'maybe',
  middle: number,
  { y, height }: Box,
  width: number,
  isTall: boolean,
): void {
  const ink = context.fillStyle;
  context.fillStyle = use === 'idle' ? palette.idle : palette.maybe;
  const top = isTall ? y + 5 : y + height / 2 - 6.5;
  context.beginPath();
  context.roundRect(middle - width / 2 - 3, top, width + 6, isTall ? 29 : 13, 3);
  context.fill();
  context.fillStyle = ink;
}
