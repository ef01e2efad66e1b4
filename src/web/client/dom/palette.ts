/** The colours in which the map is painted, as the style sheet has them at the moment. */
export interface Palette {
  readonly soft: string;
  readonly gap: string;
  /** Used, by how large a share of the GPU: up to a fifth, two fifths, three quarters, more. */
  readonly used: readonly [string, string, string, string];
  readonly usedLine: string;
  /** The same shares, where a GPU is a line without letters: each stands out from the ground. */
  readonly tiny: readonly [string, string, string, string];
  readonly onSmall: string;
  readonly onUsed: string;
  readonly idle: string;
  readonly idleLine: string;
  readonly idleInk: string;
  readonly maybe: string;
  readonly maybeStripe: string;
  readonly maybeLine: string;
  readonly maybeInk: string;
  readonly strand: string;
  readonly strandSoft: string;
  readonly accent: string;
  readonly unusable: string;
}

/** Reads the palette. The style sheet's colours depend on the theme, which only an element's colour resolves. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    soft: read('soft'),
    gap: read('gap'),
    used: [read('s'), read('m'), read('l'), read('xl')],
    usedLine: read('used-line'),
    tiny: [read('tiny-s'), read('tiny-m'), read('tiny-l'), read('tiny-xl')],
    onSmall: read('on-s'),
    onUsed: read('on'),
    idle: read('idle'),
    idleLine: read('idle-line'),
    idleInk: read('idle-ink'),
    maybe: read('maybe'),
    maybeStripe: read('maybe-stripe'),
    maybeLine: read('maybe-line'),
    maybeInk: read('maybe-ink'),
    strand: read('strand'),
    strandSoft: read('strand-soft'),
    accent: read('accent'),
    unusable: read('frozen'),
  };
  probe.remove();
  return palette;
}
