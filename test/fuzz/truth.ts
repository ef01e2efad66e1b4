import { type Counts, canHold, canHoldRepacked } from './geometry.ts';
import { heldOn, type World, type WorldInstance, type WorldNode } from './world.ts';

/** Whether a node takes a pod, and if not, what would help; found without slicewise. */
export type Truth = 'passes' | 'unknown-profile' | 'reshape' | 'moves' | 'full';

/**
 * What is true of a node once some of its pods are gone. In carve mode an instance that a silent pod may hold is not free:
 * a wrong guess would take it from the pod.
 */
export function truthAbout(node: WorldNode, asked: Counts, gone: ReadonlySet<string> = new Set()): Truth {
  const { board, gpus, mode } = node;
  const names = board.profiles.map(({ name }) => name);
  if ([...asked.keys()].some((name) => !names.includes(name))) return 'unknown-profile';
  const held = gpus.map((gpu) => heldOn(gpu, gone));
  const doubtful = profilesInDoubt(node, gone);
  const isTaken = ({ profile, pod }: WorldInstance): boolean =>
    doubtful.has(profile) || (pod !== undefined && !gone.has(pod));
  const taken = gpus.map((gpu) => gpu.filter(isTaken).map(({ profile, start }) => [profile, start] as const));
  const fitsRecut = canHold(board, taken, asked);
  if (mode === 'carve' && fitsRecut) return 'passes';
  if (mode === 'static' && [...asked].every(([name, count]) => idle(node, name, gone) >= count)) return 'passes';
  if (fitsRecut) return 'reshape';
  return canHoldRepacked(board, held, asked) ? 'moves' : 'full';
}

/** Profiles that silent pods hold, those that are gone apart. */
function profilesInDoubt({ gpus, silent }: WorldNode, gone: ReadonlySet<string>): ReadonlySet<number> {
  const isDoubtful = ({ pod }: WorldInstance): boolean => pod !== undefined && silent.has(pod) && !gone.has(pod);
  return new Set(gpus.flatMap((gpu) => gpu.filter(isDoubtful).map(({ profile }) => profile)));
}

/** True where it is told place by place what is free of a node for certain, and not only counted. */
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
