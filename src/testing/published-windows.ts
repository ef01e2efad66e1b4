import { z } from 'zod';
import { isLegal, publishedBoard, type RawLayout } from '../../solver/testing/published.ts';
import type { Pod } from '../cluster/pod.ts';

/**
 * An accountant for carve mode that shares no code with the program: it goes by the published geometry and the pods'
 * annotations alone.
 */
export interface CarvedNode {
  readonly name: string;
  /** As published: `A100-40GB`. */
  readonly model: string;
  /** By UUID. */
  readonly gpus: readonly string[];
}

const placement = z.strictObject({ gpu: z.string(), profile: z.string(), start: z.number() });
const annotation = z.union([placement.transform((one) => [one]), z.array(placement).min(2)]);

/** What is wrong with the pods bound to a node: sentences; none where every instance is legal beside all others. */
export function faultsOf({ name, model, gpus }: CarvedNode, pods: readonly Pod[]): readonly string[] {
  const board = publishedBoard(model);
  const layouts = new Map(gpus.map((gpu) => [gpu, [] as (readonly [number, number])[]]));
  const faults: string[] = [];
  for (const { key, placement: text, gpus: asked, node, isFinished } of pods) {
    if (node !== name || isFinished) continue;
    const chosen = annotation.safeParse(JSON.parse(text ?? 'null'));
    if (!chosen.success) {
      faults.push(`${key} has no placement: ${text}`);
      continue;
    }
    const got = chosen.data.map(({ profile }) => `nvidia.com/mig-${profile.replace('+', '.')}`).sort();
    const wanted = asked.instances.flatMap(({ resource, count }) => Array<string>(count).fill(resource)).sort();
    if (got.join() !== wanted.join()) faults.push(`${key} asks for ${wanted.join()} and has ${got.join()}`);
    for (const { gpu, profile, start } of chosen.data) {
      const index = board.profiles.findIndex((each) => each.name === profile);
      const layout = layouts.get(gpu);
      if (layout === undefined) faults.push(`${key} has an instance on ${gpu}, which is not there`);
      else if (board.profiles[index]?.starts.includes(start) !== true) faults.push(`${key}: ${profile}@${start}`);
      else layout.push([index, start]);
    }
  }
  for (const [gpu, layout] of layouts) {
    if (!isLegal(board, layout)) faults.push(`${gpu} cannot hold ${describe(model, layout)}`);
  }
  return faults;
}

/** True where a pod's instances could be had on a node beside those of the pods bound there, by trying everything. */
export function hasRoom({ name, model, gpus }: CarvedNode, pods: readonly Pod[], asking: Pod): boolean {
  const board = publishedBoard(model);
  const held = pods.filter(({ node, isFinished }) => node === name && !isFinished);
  const layouts = gpus.map((gpu) =>
    held.flatMap(({ placement: text }) => {
      const chosen = annotation.parse(JSON.parse(text ?? 'null'));
      return chosen
        .filter((each) => each.gpu === gpu)
        .map(({ profile, start }) => [board.profiles.findIndex((each) => each.name === profile), start] as const);
    }),
  );
  const wanted = asking.gpus.instances.flatMap(({ resource, count }) => {
    const index = board.profiles.findIndex((profile) => profile.resourceName === resource);
    return Array<number>(count).fill(index);
  });
  const fits = (state: readonly RawLayout[], [profile, ...rest]: readonly number[]): boolean => {
    if (profile === undefined) return true;
    const starts = board.profiles[profile]?.starts ?? [];
    return state.some((layout, gpu) =>
      starts.some((start) => {
        const more = [...layout, [profile, start] as const];
        return isLegal(board, more) && fits(state.with(gpu, more), rest);
      }),
    );
  };
  return fits(layouts, wanted);
}

function describe(model: string, layout: RawLayout): string {
  const { profiles } = publishedBoard(model);
  return layout.map(([profile, start]) => `${profiles[profile]?.name}@${start}`).join(' ');
}
