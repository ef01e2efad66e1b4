import type { Palette } from './palette.ts';

/** What is told by pattern as well as by colour. */
export interface Patterns {
  readonly maybe: CanvasPattern | string;
  /** Stranded by shape: lines one way. */
  readonly shape: CanvasPattern | string;
  /** Stranded by placement: lines both ways. */
  readonly placement: CanvasPattern | string;
}

const SIZE = 7;

/** Makes the patterns in the palette's colours, for a canvas of this many device pixels to a CSS pixel. */
export function createPatterns(context: CanvasRenderingContext2D, palette: Palette, scale: number): Patterns {
  const make = (fallback: string, draw: (tile: CanvasRenderingContext2D) => void): CanvasPattern | string => {
    const tile = document.createElement('canvas');
    tile.width = tile.height = Math.round(SIZE * scale);
    const on = tile.getContext('2d');
    if (on === null) return fallback;
    on.scale(tile.width / SIZE, tile.height / SIZE);
    draw(on);
    const pattern = context.createPattern(tile, 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(SIZE / tile.width, SIZE / tile.height));
    return pattern ?? fallback;
  };
  return {
    maybe: make(palette.maybe, (tile) => {
      tile.fillStyle = palette.maybe;
      tile.fillRect(0, 0, SIZE, SIZE);
      hatch(tile, palette.maybeStripe, 2.6, 1);
    }),
    shape: make(palette.strand, (tile) => hatch(tile, palette.strandSoft, 1, 1)),
    placement: make(palette.strand, (tile) => {
      hatch(tile, palette.strandSoft, 1, 1);
      hatch(tile, palette.strandSoft, 1, -1);
    }),
  };
}

/** Lines from corner to corner, going on in the next tile. */
function hatch(tile: CanvasRenderingContext2D, colour: string, width: number, direction: 1 | -1): void {
  tile.strokeStyle = colour;
  tile.lineWidth = width;
  tile.beginPath();
  for (const shift of [-SIZE, 0, SIZE]) {
    tile.moveTo(shift - 1, direction === 1 ? SIZE + 1 : -1);
    tile.lineTo(shift + SIZE + 1, direction === 1 ? -1 : SIZE + 1);
  }
  tile.stroke();
}
