/** Texts on a canvas that fit where they are drawn; widths are measured once. */
export interface Lettering {
  /** The text, cut with an ellipsis where it is too wide; empty where not even three letters have room. */
  fit(text: string, font: string, width: number): string;
  widthOf(text: string, font: string): number;
}

/** Different texts that are remembered; more than that are on no screen. */
const MOST_KNOWN = 20_000;

/** Makes one for a canvas. */
export function createLettering(context: CanvasRenderingContext2D): Lettering {
  const widths = new Map<string, number>();
  const fitted = new Map<string, string>();
  const widthOf = (text: string, font: string): number => {
    const key = `${font}|${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > MOST_KNOWN) widths.clear();
      context.font = font;
      width = context.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  };
  return {
    widthOf,
    fit(text, font, width) {
      if (widthOf(text, font) <= width) return text;
      const key = `${font}|${width}|${text}`;
      const before = fitted.get(key);
      if (before !== undefined) return before;
      let length = Math.min(text.length - 1, Math.floor((text.length * width) / widthOf(text, font)) + 1);
      while (length > 2 && widthOf(`${text.slice(0, length)}…`, font) > width) length--;
      const cut = length > 2 ? `${text.slice(0, length)}…` : '';
      if (fitted.size > MOST_KNOWN) fitted.clear();
      fitted.set(key, cut);
      return cut;
    },
  };
}
