import { performance } from 'node:perf_hooks';
import type { WireChange, WireHealth, WireHello } from '../client/wire.ts';
import { createChangeLog } from './change-log.ts';
import type { Parts } from './picture.ts';
import { createViewers, formatEvent, type Viewers } from './viewers.ts';

/** Tells changes to all pages, and keeps the latest for those that were away for a moment. */
export interface Broadcast {
  readonly epoch: string;
  /** Counts changes from 0. */
  readonly revision: number;
  readonly viewers: Viewers;
  /** Keeps changes for a page that has just got the whole picture, and will ask for what comes after it in a moment. */
  expectPage(): void;
  /** Tells parts of a change, in JSON by their names; with none nothing is told. */
  tell(parts: Parts & { readonly [Name in keyof WireChange]?: string }): void;
  /** Tells how fresh the state is, which is also a sign of life. */
  beat(): void;
  /** The first events for a page that has this revision of this epoch, given the hash of the page's files. */
  greeting(assets: string, epoch: string, revision: number): readonly string[];
}

/** Changes that are kept, and the largest that is told in place of "get everything again". Characters. */
const LOG_CHARACTERS = 2 * 2 ** 20;
/** How long a page is expected, in milliseconds. */
const EXPECT_MS = 60_000;

/** Makes a broadcast without pages. */
export function createBroadcast(epoch: string, version: number, health: () => WireHealth): Broadcast {
  const log = createChangeLog(LOG_CHARACTERS);
  const viewers = createViewers();
  let revision = 0;
  let expectedUntil = Number.NEGATIVE_INFINITY;

  const healthEvent = (): string => formatEvent('health', JSON.stringify(health()));
  const changeEvent = (text: string, to: number): string => formatEvent('change', text, `${epoch} ${to}`);

  const missedBy = (theirEpoch: string, theirRevision: number): readonly string[] => {
    const isCurrent = theirEpoch === epoch && theirRevision === revision;
    const missed = isCurrent ? [] : theirEpoch === epoch ? log.since(theirRevision) : undefined;
    return missed?.map(({ text, revision: to }) => changeEvent(text, to)) ?? [formatEvent('reload', '{}')];
  };

  return {
    epoch,
    viewers,
    get revision() {
      return revision;
    },
    expectPage() {
      expectedUntil = performance.now() + EXPECT_MS;
    },
    tell(parts) {
      if (Object.keys(parts).length === 0) return;
      const from = revision++;
      if (viewers.count === 0 && performance.now() > expectedUntil) {
        log.clear();
        return;
      }
      const fields = Object.entries({ from, to: revision, ...parts }).map(([name, json]) => `"${name}":${json}`);
      const text = `{${fields.join(',')}}`;
      if (text.length <= LOG_CHARACTERS) {
        log.add({ revision, text });
        viewers.send(changeEvent(text, revision));
      } else {
        log.clear();
        viewers.send(formatEvent('reload', '{}'));
      }
    },
    beat: () => viewers.send(healthEvent()),
    greeting(assets, theirEpoch, theirRevision) {
      const hello: WireHello = { v: version, epoch, assets };
      return [formatEvent('hello', JSON.stringify(hello)), ...missedBy(theirEpoch, theirRevision), healthEvent()];
    },
  };
}
