import { carveContenders } from './contenders/carve-contenders.ts';
import { staticContenders } from './contenders/static-contenders.ts';
import type { ModeSpec } from './scenario.ts';

/** Somebody who decides in a bench, in which modes, and how. */
export interface ListedContender {
  readonly name: string;
  readonly summary: string;
  readonly modes: readonly ModeSpec['kind'][];
}

/** Everybody who can be compared, each once, the extender's policies first. */
export const contenders: readonly ListedContender[] = [
  ...Map.groupBy(
    [
      ...carveContenders.map((contender) => ({ ...contender, mode: 'carve' as const })),
      ...staticContenders.map((contender) => ({ ...contender, mode: 'static' as const })),
    ],
    ({ name }) => name,
  ),
].map(([name, each]) => ({
  name,
  summary: [...new Set(each.map(({ summary }) => summary))].join('; '),
  modes: each.map(({ mode }) => mode),
}));
