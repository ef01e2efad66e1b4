import { createLettering } from './lettering.ts';
import { type BandPicture, gpusBetween, paintBand } from './paint-band.ts';
import type { Brush } from './paint-gpu.ts';
import { type Palette, readPalette } from './palette.ts';
import { createPatterns } from './patterns.ts';

/**
 * The map as canvases of a fixed height, of which only those near what is in sight exist. The browser scrolls them by
 * itself; one is painted when it comes near, and again only when something on it has changed.
 */
export interface Bands {
  /** Shows what is between two heights. */
  show(picture: BandPicture, top: number, bottom: number): void;
  /** Reads the colours again and paints all anew. */
  repaint(): void;
}

interface Band {
  readonly canvas: HTMLCanvasElement;
  readonly brush: Brush;
  readonly scale: number;
  width: number;
  /** What it was painted from. */
  painted: readonly unknown[];
}

/** Height of a band, and how far beyond what is in sight bands are kept. CSS pixels. */
const HEIGHT = 512;
const MARGIN = 400;

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
    return {
      canvas,
      brush: { context, palette, patterns, lettering: createLettering(context) },
      scale,
      width: 0,
      painted: [],
    };
  };

  const paint = (band: Band, picture: BandPicture, top: number): void => {
    const { layout, focus, marked } = picture;
    const bottom = Math.min(top + HEIGHT, layout.height);
    const painted = [
      top,
      layout.width,
      layout.lines.length,
      ...focus.values(),
      ...marked,
      ...gpusBetween(picture, top, bottom),
    ];
    if (isAlike(band.painted, painted)) return;
    band.painted = painted;
    const { canvas, scale } = band;
    if (band.width !== layout.width) {
      band.width = layout.width;
      canvas.width = Math.round(layout.width * scale);
      canvas.height = Math.round(HEIGHT * scale);
      canvas.style.width = `${layout.width}px`;
      canvas.style.height = `${HEIGHT}px`;
    }
    band.brush.context.setTransform(scale, 0, 0, scale, 0, 0);
    paintBand(band.brush, picture, top, top + HEIGHT);
  };

  return {
    show(picture, top, bottom) {
      const first = Math.max(0, Math.floor((top - MARGIN) / HEIGHT));
      const last = Math.min(Math.ceil((bottom + MARGIN) / HEIGHT), Math.ceil(picture.layout.height / HEIGHT)) - 1;
      for (const [index, band] of bands) {
        if (index >= first && index <= last && band.scale === window.devicePixelRatio) continue;
        band.canvas.remove();
        bands.delete(index);
        if (spare.length < 4) spare.push(band);
      }
      for (let index = first; index <= last; index++) {
        const band = bands.get(index) ?? make();
        if (band === undefined) return;
        paint(band, picture, index * HEIGHT);
        if (bands.has(index)) continue;
        bands.set(index, band);
        band.canvas.style.transform = `translateY(${index * HEIGHT}px)`;
        sheet.prepend(band.canvas);
      }
    },
    repaint() {
      for (const { canvas } of bands.values()) canvas.remove();
      bands.clear();
      spare = [];
      palette = undefined;
    },
  };
}

function isAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
