import type { ExplanationSeen } from './api.ts';
import { type Fleet, fleetOf, withChange } from './fleet.ts';
import { focusOf } from './focus.ts';
import type { Zoom } from './layout.ts';
import { type Marking, markingOf } from './marking.ts';
import { parseQuery } from './query.ts';
import { type Section, sectionsOf } from './sections.ts';
import type {
  WireAdvice,
  WireChange,
  WireHealth,
  WireMap,
  WireOrigin,
  WirePool,
  WireQueue,
  WireSample,
} from './wire.ts';

/** What is known of the cluster. */
export interface Known {
  readonly epoch: string;
  readonly revision: number;
  readonly origin: WireOrigin;
  readonly policy: string;
  readonly samples: readonly WireSample[];
  /** Null until they have been worked out. */
  readonly pools: readonly WirePool[] | null;
  /** Null until it has been sought. */
  readonly advice: WireAdvice | null;
  readonly waiting: WireQueue;
  readonly problems: number;
  readonly fleet: Fleet;
}

/** What is shown in detail. */
export type Selection =
  | { readonly kind: 'gpu'; readonly node: string; readonly index: number }
  | {
      readonly kind: 'pod';
      readonly pod: string;
      readonly answer: ExplanationSeen | 'asked' | { readonly failed: string };
    }
  | { readonly kind: 'recommendation'; readonly id: string };

/** What the reader has chosen. */
export interface Choices {
  readonly search: string;
  readonly pool: string;
  readonly cause: string;
  readonly strandedOnly: boolean;
  /** By pool, the profile whose stranded slices are marked; `''` for none. */
  readonly focus: ReadonlyMap<string, string>;
  readonly zoom: Zoom | 'auto';
}

/** Everything that the page shows. */
export interface State {
  readonly known: Known | undefined;
  readonly health: WireHealth;
  readonly link: 'connecting' | 'open' | 'lost';
  readonly choices: Choices;
  readonly selection: Selection | undefined;
}

/** Before anything is known. */
export const FIRST_STATE: State = {
  known: undefined,
  health: { age: null, obstacle: null },
  link: 'connecting',
  choices: { search: '', pool: '', cause: '', strandedOnly: false, focus: new Map(), zoom: 'auto' },
  selection: undefined,
};

const MOST_SAMPLES = 120;

/** What a whole picture tells. */
export function knownFrom(map: WireMap): Known {
  const { epoch, revision, origin, policy, samples, pools, advice, waiting, problems } = map;
  const fleet = fleetOf(map.models, map.nodes);
  return { epoch, revision, origin, policy, samples, pools, advice, waiting, problems, fleet };
}

/** What is known after a change; undefined where the change does not go with it, so that all must be told again. */
export function afterChange(known: Known, change: WireChange): Known | undefined {
  if (change.from !== known.revision) return undefined;
  return {
    ...known,
    revision: change.to,
    fleet: withChange(known.fleet, change),
    pools: change.pools ?? known.pools,
    advice: change.advice ?? known.advice,
    waiting: change.waiting ?? known.waiting,
    problems: change.problems ?? known.problems,
    samples: change.sample === undefined ? known.samples : [...known.samples, change.sample].slice(-MOST_SAMPLES),
  };
}

/** What is worked out of a state for all parts of the page. */
export interface View {
  readonly sections: readonly Section[];
  readonly marking: Marking;
}

/** Works it out; only once where what it rests on is the same. */
export function createViewer(): (state: State) => View {
  let last: { readonly inputs: readonly unknown[]; readonly view: View } | undefined;
  return ({ known, choices }) => {
    const { search, pool, strandedOnly, focus } = choices;
    const inputs = [known?.fleet, known?.pools, known?.waiting, search, pool, strandedOnly, focus];
    if (last?.inputs.every((input, index) => input === inputs[index])) return last.view;
    const view = known === undefined ? NOTHING : viewOf(known, choices);
    last = { inputs, view };
    return view;
  };
}

const NOTHING: View = { sections: [], marking: new Map() };

function viewOf({ fleet, pools, waiting }: Known, { search, pool, strandedOnly, focus }: Choices): View {
  const ladders = pools ?? [];
  const marking = markingOf(fleet, ladders, focusOf(ladders, waiting.pods, focus));
  return { marking, sections: sectionsOf(fleet, { query: parseQuery(search), pool, strandedOnly, marking }) };
}
