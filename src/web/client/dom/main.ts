import { h, render } from 'preact';
import { counted } from '../counted.ts';
import { usualZoom } from '../layout.ts';
import { markedBy } from '../marked.ts';
import { countHits } from '../sections.ts';
import { createViewer, type Selection, type State } from '../state.ts';
import { askWhy } from './answers.ts';
import { follow } from './connection.ts';
import { drawDetails } from './details-panel.ts';
import { showHelp } from './help.ts';
import { listenToKeys } from './keys.ts';
import { drawLegend } from './legend.ts';
import { createMapView } from './map-view.ts';
import { byId } from './page.ts';
import { drawPools } from './pools-panel.ts';
import { drawRecommendations } from './recommendations-panel.ts';
import { drawStatus } from './status.ts';
import { createStore } from './store.ts';
import { applyTheme, storedTheme, type Theme } from './theme.ts';
import { drawSettings, drawTools } from './toolbar.ts';
import { drawWaiting } from './waiting-panel.ts';

/** How long a search must rest before its result is said aloud, in milliseconds. */
const SAY_MS = 700;

const store = createStore();
const viewOf = createViewer();
const map = createMapView(byId('map'), (gpu) => select({ kind: 'gpu', node: gpu.node, index: gpu.index }));
let theme = storedTheme();
let opener: Element | null = null;
let saying: ReturnType<typeof setTimeout> | undefined;

/** Shows something in detail, and goes there with the focus. */
function select(selection: Selection): void {
  if (store.state.selection === undefined) opener = document.activeElement;
  store.set({ selection });
  requestAnimationFrame(() => document.getElementById('details-title')?.focus());
}

function close(): void {
  if (store.state.selection === undefined) return;
  store.set({ selection: undefined });
  if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  opener = null;
}

async function explain(pod: string): Promise<void> {
  select({ kind: 'pod', pod, answer: 'asked' });
  const answer = await askWhy(pod);
  const { selection } = store.state;
  if (selection?.kind === 'pod' && selection.pod === pod) store.set({ selection: { kind: 'pod', pod, answer } });
}

function search(text: string): void {
  store.choose({ search: text });
  clearTimeout(saying);
  saying = setTimeout(() => {
    byId('said').textContent = foundText(store.state);
  }, SAY_MS);
}

function foundText(state: State): string {
  if (state.choices.search.trim() === '') return '';
  const { gpus, nodes } = countHits(viewOf(state).sections);
  return `${counted(gpus, 'GPU')} on ${counted(nodes, 'node')}`;
}

function zoomOf({ choices, known }: State): 'overview' | 'rows' | 'detail' {
  if (choices.zoom !== 'auto') return choices.zoom;
  let gpus = 0;
  for (const node of known?.fleet.nodes.values() ?? []) gpus += node.gpus.length;
  return usualZoom(gpus);
}

function chooseTheme(next: Theme): void {
  theme = next;
  applyTheme(next);
  map.repaint();
  store.set({});
}

function goTo(node: string, index: number): void {
  if (!map.goTo(node, index, true)) {
    store.choose({ search: '', pool: '', strandedOnly: false });
    requestAnimationFrame(() => requestAnimationFrame(() => map.goTo(node, index, true)));
  }
}

function draw(state: State): void {
  const { known, choices } = state;
  const view = viewOf(state);
  render(drawStatus(state), byId('status'));
  const pools = view.sections.map(({ name }) => name);
  const chosen = choices.pool === '' || pools.includes(choices.pool) ? [] : [choices.pool];
  render(
    drawTools(
      state,
      { pools: allPools(state, [...chosen, ...pools]), zoom: zoomOf(state), found: foundText(state) },
      {
        search,
        goToFirst: () => map.goToFirst(),
        choosePool: (pool) => store.choose({ pool }),
        chooseStranded: (strandedOnly) => store.choose({ strandedOnly }),
        chooseZoom: (zoom) => store.choose({ zoom }),
      },
    ),
    byId('tools'),
  );
  render(drawSettings(theme, { chooseTheme, help: showHelp }), byId('settings'));
  if (known === undefined) return;
  map.show({
    ...view,
    zoom: zoomOf(state),
    marked: markedBy(state),
    empty: known.fleet.names.length === 0 ? 'No node here has GPUs.' : 'No GPU meets the search and the filters.',
  });
  if (performance.getEntriesByName('slicewise:first-picture').length === 0) performance.mark('slicewise:first-picture');
  const chooseFocus = (pool: string, profile: string): void =>
    store.choose({ focus: new Map([...store.state.choices.focus, [pool, profile]]) });
  render(
    [
      drawPools(state, view, { choosePool: (pool) => store.choose({ pool }), chooseFocus }),
      h(
        'div',
        { class: 'below' },
        drawRecommendations(state, (id) => select({ kind: 'recommendation', id })),
        drawWaiting(state, { chooseCause: (cause) => store.choose({ cause }), explain: (pod) => void explain(pod) }),
      ),
    ],
    byId('side'),
  );
  render(drawDetails(state, view, { close, explain: (pod) => void explain(pod), goTo }), byId('details'));
}

function allPools({ known }: State, shown: readonly string[]): readonly string[] {
  const ladders = (known?.pools ?? []).map(({ name }) => name);
  return [...new Set([...ladders, ...shown])].sort();
}

applyTheme(theme);
render(drawLegend(), byId('legend'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => map.repaint());
listenToKeys({ close, clear: () => search(''), chooseZoom: (zoom) => store.choose({ zoom }) });
store.onChange(draw);
store.set({});
follow(store);
