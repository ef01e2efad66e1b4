import { type ComponentChild, h } from 'preact';
import { counted } from '../counted.ts';
import { sparkline } from '../sparkline.ts';
import type { Known, State, View } from '../state.ts';
import { type Tally, tallyPools } from '../tally.ts';
import { freeOverTime, headroomOverTime, spanOf } from '../trend.ts';
import type { WirePool, WireRung } from '../wire.ts';

/** What the pools do when they are clicked. */
export interface PoolActions {
  choosePool(pool: string): void;
  /** Marks what is stranded for a profile of a pool; `''` for none. */
  chooseFocus(pool: string, profile: string): void;
}

/** The pools, each with its use, its headroom ladder and how that has changed. */
export function drawPools({ known, choices }: State, { marking }: View, actions: PoolActions): ComponentChild {
  if (known === undefined) return null;
  const tallies = [...tallyPools(known.fleet.nodes.values())].sort(([a], [b]) => (a < b ? -1 : 1));
  const span = spanOf(known.samples);
  return h(
    'section',
    { id: 'pools', 'aria-labelledby': 'pools-title' },
    h('h2', { id: 'pools-title' }, 'Pools', h('small', {}, tallies.length)),
    known.pools === null && tallies.length > 0 ? h('p', { class: 'hint' }, 'The headroom is being worked out …') : null,
    tallies
      .filter(([name]) => choices.pool === '' || choices.pool === name)
      .map(([name, tally]) =>
        drawPool(name, tally, {
          known,
          span,
          focus: marking.get(name)?.profile.name,
          isChosen: choices.pool === name,
          actions,
        }),
      ),
  );
}

interface PoolContext {
  readonly known: Known;
  readonly span: string;
  readonly focus: string | undefined;
  readonly isChosen: boolean;
  readonly actions: PoolActions;
}

function drawPool(name: string, tally: Tally, { known, span, focus, isChosen, actions }: PoolContext): ComponentChild {
  const pool = known.pools?.find((each) => each.name === name);
  const free = tally.slices - tally.used - tally.maybe;
  const trend = freeOverTime(known.samples, name);
  return h(
    'article',
    { class: 'pool', key: name, 'aria-label': name },
    h(
      'h3',
      {},
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': isChosen,
          title: isChosen ? 'Show all pools' : 'Show only this pool',
          onClick: () => actions.choosePool(isChosen ? '' : name),
        },
        name,
      ),
      h('small', {}, counted(tally.gpus, 'GPU')),
    ),
    h(
      'div',
      { class: 'use' },
      drawMeter(tally),
      trend.length > 1 ? drawSpark(trend, `free memory slices in the last ${span}`) : null,
      h('span', {}, `${Math.round((100 * free) / Math.max(1, tally.slices))} % free`),
    ),
    pool === undefined ? null : drawLadder(pool, known, focus, actions),
    pool?.doubts.map((doubt) => h('p', { class: 'doubt', key: doubt }, doubt)),
  );
}

function drawMeter({ slices, used, idle, maybe, none }: Tally): ComponentChild {
  const parts = Object.entries({ used, maybe, idle, none }).filter(([, count]) => count > 0);
  const text = parts.map(([use, count]) => `${count} ${use === 'none' ? 'without an instance' : use}`).join(', ');
  return h(
    'div',
    {
      class: 'meter',
      role: 'img',
      'aria-label': `of ${slices} memory slices ${text}`,
      title: `memory slices: ${text}`,
    },
    parts.map(([use, count]) => h('i', { class: use, key: use, style: { flexGrow: count } })),
  );
}

function drawLadder(
  { name, ladder }: WirePool,
  known: Known,
  focus: string | undefined,
  actions: PoolActions,
): ComponentChild {
  const hasTrend = known.samples.length > 1;
  const column = (title: string, meaning: string): ComponentChild => h('th', { scope: 'col', title: meaning }, title);
  return h(
    'table',
    { class: 'ladder' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'more of'),
        column('as shaped', 'in the idle instances as they are'),
        column('reshaped', 'once idle instances are recut, disturbing no pod'),
        column('repacked', 'once pods are moved too'),
        hasTrend
          ? h(
              'th',
              { scope: 'col', class: 'trend', title: 'of what could be had once idle instances are recut' },
              'trend',
            )
          : null,
        column(
          'by shape',
          'memory slices that are stranded until idle instances are recut: free, and of no use to the profile',
        ),
        column('by placement', 'memory slices that are stranded until pods are moved'),
      ),
    ),
    h(
      'tbody',
      {},
      ladder.map((rung) => drawRung(rung, { pool: name, known, hasTrend, isFocus: focus === rung.profile, actions })),
    ),
  );
}

interface RungContext {
  readonly pool: string;
  readonly known: Known;
  readonly hasTrend: boolean;
  readonly isFocus: boolean;
  readonly actions: PoolActions;
}

function drawRung(rung: WireRung, { pool, known, hasTrend, isFocus, actions }: RungContext): ComponentChild {
  const { profile, inDemand, asShaped, reshaped, repacked, byShape, byPlacement } = rung;
  return h(
    'tr',
    {
      key: profile,
      class: [isFocus ? 'focus' : '', inDemand ? '' : 'rare'].join(' ').trim(),
      title: inDemand ? undefined : 'not in demand',
    },
    h(
      'th',
      { scope: 'row' },
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': isFocus,
          title: `Mark the slices that are stranded for ${profile}`,
          onClick: () => actions.chooseFocus(pool, isFocus ? '' : profile),
        },
        profile,
      ),
    ),
    drawCount([asShaped, asShaped]),
    drawCount(reshaped),
    drawCount([repacked, repacked]),
    hasTrend
      ? h('td', { class: 'trend' }, drawSpark(headroomOverTime(known.samples, pool, profile), `headroom of ${profile}`))
      : null,
    drawCount(byShape, inDemand),
    drawCount(byPlacement, inDemand),
  );
}

function drawSpark(values: readonly number[], label: string): ComponentChild {
  const last = values.at(-1);
  return h(
    'svg',
    { class: 'spark', viewBox: '-1 -1 46 16', role: 'img', 'aria-label': `${label}: from ${values[0]} to ${last}` },
    h('title', {}, `${label}: ${values[0]} to ${last}`),
    h('path', { d: sparkline(values, 44, 14) }),
  );
}

/** A number, or `3+` for at least 3, with the range as its title. Stranded slices stand out where the profile is in demand. */
function drawCount([least, most]: readonly [number, number], isStranded = false): ComponentChild {
  const text = least === most ? compact(least) : `${compact(least)}+`;
  const title = least === most ? (least < 10_000 ? undefined : String(least)) : `${least} to ${most}`;
  return h('td', { class: isStranded && most > 0 ? 'stranded' : undefined, title }, text);
}

/** `12.4k` from ten thousand. */
function compact(count: number): string {
  return count < 10_000 ? String(count) : `${(count / 1000).toFixed(1)}k`;
}
