import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { BenchResult } from '../result.ts';
import { drawAcceptance } from './page/acceptance.ts';
import { drawGap } from './page/gap.ts';
import { drawHeadroom } from './page/headroom.ts';
import { drawLead } from './page/lead.ts';
import { drawMoves } from './page/moves.ts';
import { drawNotes } from './page/notes.ts';
import { drawOverview } from './page/overview.ts';
import { viewOf } from './page/report-view.ts';
import { STYLE } from './page/style.ts';
import { drawTables } from './page/tables.ts';
import { drawWaits } from './page/waits.ts';
import { summarise } from './summary.ts';

/**
 * A bench as one self-contained page: no script, nothing loaded from elsewhere, all drawings inline. The same result gives
 * the same bytes.
 */
export function benchHtml(result: BenchResult): string {
  const view = viewOf(summarise(result));
  const parts = [
    ['overview', 'Overview', drawOverview(view)],
    ['acceptance', 'Acceptance', drawAcceptance(view)],
    ['gap', 'Gap to the bound', drawGap(view)],
    ['moves', 'Moves', drawMoves(view)],
    ['waits', 'Waits', drawWaits(view)],
    ['headroom', 'Headroom', drawHeadroom(view)],
    ['tables', 'All figures', drawTables(view)],
    ['notes', 'How to read this', drawNotes()],
  ] as const;
  const drawn = parts.filter(([, , part]) => part !== null);
  const body = h(
    'body',
    {},
    drawLead(view),
    h(
      'main',
      {},
      h(
        'nav',
        { 'aria-label': 'Parts of this page' },
        drawn.map(([id, title]) => h('a', { href: `#${id}` }, title)),
      ),
      drawn.map(([, , part]) => part),
    ),
  );
  return `<!doctype html>\n${renderToString(h('html', { lang: 'en' }, drawHead(result.title), body))}\n`;
}

function drawHead(title: string): ComponentChild {
  const style = createHash('sha256').update(STYLE).digest('base64');
  return h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', {
      'http-equiv': 'Content-Security-Policy',
      content: `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`,
    }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', {}, `slicewise bench: ${title}`),
    h('style', { dangerouslySetInnerHTML: { __html: STYLE } }),
  );
}
