import { afterChange, knownFrom } from '../state.ts';
import { WIRE_VERSION, type WireChange, type WireHealth, type WireHello, type WireMap } from '../wire.ts';
import { keep, kept } from './kept.ts';
import type { Store } from './store.ts';

/** Longest silence of a stream that is alive, in milliseconds: the server gives a sign of life every 5 s. */
const MOST_SILENCE_MS = 16_000;
const RETRY_MS = 2_000;
/** A new version is loaded at most this often: two servers of different versions may answer in turn. */
const UPGRADE_PAUSE_MS = 60_000;

/** Under which the moment of the last reload outlives it. */
const RELOADED_AT = 'reloadedAt';

/** Gets the picture and follows its changes for as long as the page is open, whatever happens to the connection. */
export function follow(store: Store): void {
  let stream: EventSource | undefined;
  let heardAt = performance.now();
  let isLoading = false;

  const later = (task: () => void, milliseconds: number): void => void setTimeout(task, milliseconds);

  const load = async (): Promise<void> => {
    if (isLoading) return;
    isLoading = true;
    try {
      const response = await fetch('/map.json');
      if (!response.ok) throw new Error(`${response.status}`);
      const map: WireMap = await response.json();
      if (map.v !== WIRE_VERSION) return reloadPage();
      store.set({ known: knownFrom(map), health: map.health });
      open();
    } catch {
      store.set({ link: store.state.known === undefined ? 'connecting' : 'lost' });
      later(() => void load(), RETRY_MS);
    } finally {
      isLoading = false;
    }
  };

  const open = (): void => {
    stream?.close();
    heardAt = performance.now();
    const { known } = store.state;
    const opened = new EventSource(`/events?since=${encodeURIComponent(`${known?.epoch} ${known?.revision}`)}`);
    stream = opened;
    const on = <T>(name: string, take: (data: T) => void): void =>
      opened.addEventListener(name, ({ data }: MessageEvent<string>) => {
        if (stream !== opened) return;
        heardAt = performance.now();
        take(JSON.parse(data));
      });
    on<WireHello>('hello', ({ v, assets }) => {
      store.set({ link: 'open' });
      if (v !== WIRE_VERSION || assets !== document.documentElement.dataset['assets']) reloadPage();
    });
    on<WireChange>('change', (change) => {
      const { known } = store.state;
      const next = known === undefined ? undefined : afterChange(known, change);
      if (next === undefined) void load();
      else store.set({ known: next });
    });
    on<WireHealth>('health', (health) => store.set({ health, link: 'open' }));
    // All pages are told at once, and need not all come at once.
    on('reload', () => later(() => void load(), Math.random() * RETRY_MS));
    opened.addEventListener('error', () => {
      store.set({ link: 'lost' });
      // The browser itself tries again unless it was refused.
      if (opened.readyState === EventSource.CLOSED) later(() => stream === opened && open(), RETRY_MS);
    });
  };

  setInterval(() => {
    if (stream === undefined || performance.now() - heardAt < MOST_SILENCE_MS) return;
    store.set({ link: 'lost' });
    open();
  }, RETRY_MS);
  void load();
}

function reloadPage(): void {
  const last = Number(kept(() => sessionStorage, RELOADED_AT) ?? 0);
  if (Date.now() - last < UPGRADE_PAUSE_MS) return;
  keep(() => sessionStorage, RELOADED_AT, String(Date.now()));
  location.reload();
}
