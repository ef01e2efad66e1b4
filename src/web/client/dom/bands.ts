import { type Block, blocksBetween, changedBlocks } from '../blocks.ts';
import { createLettering } from './lettering.ts';
import { type BandPicture, paintBlock } from './paint-block.ts';
import type { Brush } from './paint-gpu.ts';
import { type Palette, readPalette } from './palette.ts';
import { createPatterns } from './patterns.ts';

/**
 * The map as canvases of a fixed height, of which only those near what is in sight exist. The browser scrolls them by
 * itself; one is painted when it comes near, and again only the nodes on it that have changed.
 */
export interface Bands {
  /**
   * Shows what is between two heights. What is near, but not in sight, is painted band by band: returns false where some of
   * it is left for the next frame.
   */
  show(picture: BandPicture, top: number, bottom: number): boolean;
  /** Reads the colours again, and forgets what is painted. */
  repaint(): void;
}

interface Band {
  readonly canvas: HTMLCanvasElement;
  readonly brush: Brush;
  readonly scale: number;
  width: number;
  /** What it was painted from. */
  picture: BandPicture | undefined;
  style: string;
  blocks: readonly Block[];
}

/** Height of a band, and how far beyond what is in sight bands are kept. CSS pixels. */
const HEIGHT = 256;
const MARGIN = 512;

/** Makes the bands of a sheet. */
export function createBands(sheet: HTMLElement): Bands {
  const bands = new Map<number, Band>();
  let spare: Band[] = [];
  let palette: Palette | undefined;

  const make = (): Band | undefined => {
    const scale = window.devicePixelRatio;
    const known = spare.pop();
    if (known?.scale === scale) return known;
    const canvas = document.createElement('canvas');
    canvas.className = 'band';
    canvas.ariaHidden = 'true';
    const context = canvas.getContext('2d');
    if (context === null) return undefined;
    palette ??= readPalette();
    const patterns = createPatterns(context, palette, scale);
    const brush = { context, palette, patterns, lettering: createLettering(context) };
    return { canvas, brush, scale, width: 0, picture: undefined, style: '', blocks: [] };
  };

  const add = (index: number): Band | undefined => {
    const band = make();
    if (band === undefined) return undefined;
    bands.set(index, band);
    band.canvas.style.transform = `translateY(${index * HEIGHT}px)`;
    sheet.prepend(band.canvas);
    return band;
  };

  const dropBeyond = (first: number, last: number): void => {
    for (const [index, band] of bands) {
      if (index >= first && index <= last && band.scale === window.devicePixelRatio) continue;
      band.canvas.remove();
      bands.delete(index);
      band.picture = undefined;
      band.style = '';
      if (spare.length < 6) spare.push(band);
    }
  };

  return {
    show(picture, top, bottom) {
      const end = Math.ceil(picture.layout.height / HEIGHT);
      const first = Math.max(0, Math.floor((top - MARGIN) / HEIGHT));
      const last = Math.min(Math.ceil((bottom + MARGIN) / HEIGHT), end) - 1;
      dropBeyond(first, last);
      let isSpent = false;
      for (let index = first; index <= last; index++) {
        const isInSight = (index + 1) * HEIGHT > top && index * HEIGHT < bottom;
        if (bands.get(index)?.picture === picture) continue;
        if (!isInSight && isSpent) return false;
        const band = bands.get(index) ?? add(index);
        if (band === undefined) return true;
        paint(band, picture, index * HEIGHT);
        isSpent = true;
      }
      return true;
    },
    repaint() {
      for (const { canvas } of bands.values()) canvas.remove();
      bands.clear();
      spare = [];
      palette = undefined;
    },
  };
}

function paint(band: Band, picture: BandPicture, top: number): void {
  const { layout, marking, marked } = picture;
  const { canvas, scale, brush } = band;
  const { context } = brush;
  const style = [top, layout.width, ...marked].join('|');
  const blocks = blocksBetween(layout, marking, { top, bottom: top + HEIGHT });
  const changed = band.style === style ? changedBlocks(band.blocks, blocks) : undefined;
  Object.assign(band, { style, blocks, picture });
  if (band.width !== layout.width) {
    band.width = layout.width;
    canvas.width = Math.round(layout.width * scale);
    canvas.height = Math.round(HEIGHT * scale);
    Object.assign(canvas.style, { width: `${layout.width}px`, height: `${HEIGHT}px` });
  }
  context.setTransform(scale, 0, 0, scale, 0, -top * scale);
  context.textBaseline = 'middle';
  if (changed === undefined) context.clearRect(0, top, layout.width, HEIGHT);
  for (const block of changed ?? blocks) {
    const { x, y, width, height } = block.box;
    if (changed !== undefined) context.clearRect(x, y, width, height);
    paintBlock(brush, picture, block);
  }
}
