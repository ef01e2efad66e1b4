/** Numbers as reports write them. The minus is the hyphen of a keyboard; pages may replace it. */

/** A share of 1 as per cent: `98.25`. */
export function percent(share: number, digits = 2): string {
  return fixed(100 * share, digits);
}

/** A difference of shares in points of per cent, always with its sign: `+1.16`. */
export function points(difference: number, digits = 2): string {
  const text = fixed(100 * difference, digits);
  return Number(text) > 0 ? `+${text}` : text;
}

/** The ends of an interval of a difference, to follow its mean: ` [+1.10, +1.22]`; nothing where they are not known. */
export function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return Number.isFinite(high - low) ? ` [${points(low)}, ${points(high)}]` : '';
}

/** With so many digits, and no minus before a zero. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** About three digits that matter, none after the point from 100 on: `0.024`, `1.35`, `12.4`, `148`. */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size < 1 ? String(Number(value.toPrecision(2))) : fixed(value, size < 10 ? 2 : size < 100 ? 1 : 0);
}

/** With commas between groups of three: `45,300`. */
export function grouped(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `a`, `a and b`, `a, b and c`; of a long list the first few and how many more there are. */
export function listed(items: readonly string[], most = 4, comma = ', '): string {
  const shown = items.length > most + 1 ? [...items.slice(0, most), `${items.length - most} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(comma)} and ${shown.at(-1)}`;
}
