import { keep, kept } from './kept.ts';

/** Light or dark: as the system is, or as the reader chose. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'slicewise-theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** The theme that was chosen the last time. */
export function storedTheme(): Theme {
  return ORDER.find((theme) => theme === kept(() => localStorage, KEY)) ?? 'system';
}

/** Shows the page in a theme, and remembers it. */
export function applyTheme(theme: Theme): void {
  keep(() => localStorage, KEY, theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The one after it, for a button that goes through all. */
export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system';
}
