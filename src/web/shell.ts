import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { LoadedAssets } from './assets.ts';

/** The frame of the slice map, which scripts fill: the same for every state. Without script it goes to `/plain`. */
export function renderShell({ hash, scripts }: LoadedAssets): string {
  const at = (name: string): string => `/assets/${hash}/${name}`;
  const [entry = '', ...others] = scripts;
  const head = h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', {}, 'slicewise: slice map'),
    h('link', { rel: 'icon', href: at('icon.svg') }),
    h('link', { rel: 'stylesheet', href: at('map.css') }),
    // The picture comes while the scripts do.
    h('link', { rel: 'preload', href: '/map.json', as: 'fetch', crossOrigin: 'anonymous' }),
    others.map((name) => h('link', { rel: 'modulepreload', href: at(name) })),
    h('script', { type: 'module', src: at(entry) }),
    h('noscript', {}, h('meta', { 'http-equiv': 'refresh', content: '0; url=/plain' })),
  );
  const page = h('html', { lang: 'en', 'data-assets': hash }, head, h('body', {}, skipLinks(), bar(), frame()));
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function skipLinks(): ComponentChild {
  return h(
    'nav',
    { class: 'skip', 'aria-label': 'Skip links' },
    h('a', { href: '#search' }, 'Skip to the search'),
    h('a', { href: '#map' }, 'Skip to the map'),
    h('a', { href: '#side' }, 'Skip to pools and waiting pods'),
  );
}

function bar(): ComponentChild {
  return h(
    'header',
    { class: 'bar' },
    h('h1', {}, 'slicewise'),
    h('div', { id: 'status', class: 'status' }, 'connecting …'),
    h('div', { id: 'settings', class: 'tools' }),
  );
}

function frame(): ComponentChild {
  return h(
    'div',
    { class: 'frame' },
    h('aside', { id: 'side', tabIndex: -1, 'aria-label': 'Pools, waiting pods and recommendations' }),
    h(
      'main',
      { class: 'stage' },
      h('div', { id: 'tools', class: 'tools' }),
      h('div', { id: 'legend', class: 'legend' }),
      h(
        'div',
        { class: 'field' },
        h('div', { id: 'map', class: 'map', tabIndex: -1 }, h('p', { class: 'hint' }, 'Reading the cluster …')),
        h('div', { id: 'details' }),
      ),
    ),
    h('div', { id: 'said', class: 'unseen', role: 'status', 'aria-live': 'polite' }),
  );
}
