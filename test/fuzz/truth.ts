import { type Counts, canHold, canHoldRepacked } from './geometry.ts';
import { heldOn, type World, type WorldNode } from './world.ts';

/** Whether a node takes a pod, and if not, what would help; found without slicewise. */
export type Truth = 'passes' | 'unknown-profile' | 'reshape' | 'moves' | 'full';

/** What is true of a node once some of its pods are gone. */
export function truthAbout(node: WorldNode, asked: Counts, gone: ReadonlySet<string> = new Set()): Truth {
  const { board, gpus, mode } = node;
  const names = board.profiles.map(({ name }) => name);
  if ([...asked.keys()].some((name) => !names.includes(name))) return 'unknown-profile';
  const held = gpus.map((gpu) => heldOn(gpu, gone));
  const fitsRecut = canHold(board, held, asked);
  if (mode === 'carve' && fitsRecut) return 'passes';
  if (mode === 'static' && [...asked].every(([name, count]) => idle(node, name, gone) >= count)) return 'passes';
  if (fitsRecut) return 'reshape';
  return canHoldRepacked(board, held, asked) ? 'moves' : 'full';
}

/** True where what is free of a node is known place by place, and not only counted. */
export function isKnownByPlace({ mode, tellsHolders }: WorldNode): boolean {
  return mode === 'carve' || tellsHolders;
}

/** The pods on a node of less priority than this. */
export function lowerOn({ pods }: World, name: string, priority: number): ReadonlySet<string> {
  return new Set(pods.filter((pod) => pod.node === name && pod.priority < priority).map(({ uid }) => uid));
}

function idle({ board, gpus }: WorldNode, name: string, gone: ReadonlySet<string>): number {
  return gpus
    .flat()
    .filter(({ profile, pod }) => board.profiles[profile]?.name === name && (pod === undefined || gone.has(pod)))
    .length;
}
