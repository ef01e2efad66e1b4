import type { Zoom } from '../layout.ts';

/** What keys do wherever the focus is. */
export interface KeyActions {
  /** Closes the details. */
  close(): void;
  /** Empties the search. */
  clear(): void;
  chooseZoom(zoom: Zoom): void;
}

const ZOOMS: Readonly<Record<string, Zoom>> = { 1: 'overview', 2: 'rows', 3: 'detail' };

/** Listens to the keys that mean the same everywhere, except where somebody writes. */
export function listenToKeys(actions: KeyActions): void {
  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]') !== null) return;
    const search = document.getElementById('search');
    if (event.key === 'Escape') {
      if (event.target === search) actions.clear();
      else actions.close();
      return;
    }
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    const zoom = ZOOMS[event.key];
    if (event.key === '/') {
      event.preventDefault();
      search?.focus();
    } else if (zoom !== undefined) {
      actions.chooseZoom(zoom);
    }
  });
}
