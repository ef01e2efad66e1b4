import type { Profile } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { possibleUses } from '../node/possible-uses.ts';

/** Bounds that are both reached: equal where everything is known. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/**
 * How many more instances of `profile` a node's GPUs could have if their idle instances were destroyed and recreated,
 * no pod disturbed. Where it is not known which instances the pods hold, the least and the most over all assignments
 * that agree with the counts: a dynamic programme over GPUs, whose states are how many used instances of each hidden
 * profile were given out so far.
 */
export function reshapedHeadroom(node: NodeShape, profile: Profile): Range {
  const hidden = [...node.hidden];
  const usesOf = possibleUses(node);
  let reached = new Map<string, Reached>([['', { used: hidden.map(() => 0), least: 0, most: 0 }]]);
  for (const gpu of node.gpus) {
    const isAsked = gpu.table.model.profiles.includes(profile);
    const options = usesOf(gpu).map(({ use }): Reached => {
      const spares = use.ways.map(({ occupancy }) => (isAsked ? gpu.table.spare(occupancy, profile.ordinal) : 0));
      const used = hidden.map(([name]) => use.used.get(name) ?? 0);
      return { used, least: Math.min(...spares), most: Math.max(...spares) };
    });
    reached = extend(reached, options);
  }
  const { least, most } = reached.get(hidden.map(([, used]) => used).join()) ?? { least: 0, most: 0 };
  return { least, most };
}

/** Used instances per hidden profile, and the headroom that goes with it. */
interface Reached extends Range {
  readonly used: readonly number[];
}

function extend(reached: ReadonlyMap<string, Reached>, options: readonly Reached[]): Map<string, Reached> {
  const next = new Map<string, Reached>();
  for (const before of reached.values()) {
    for (const option of options) {
      const used = before.used.map((count, index) => count + (option.used[index] ?? 0));
      const [least, most] = [before.least + option.least, before.most + option.most];
      const known = next.get(used.join());
      next.set(used.join(), {
        used,
        least: Math.min(least, known?.least ?? least),
        most: Math.max(most, known?.most ?? most),
      });
    }
  }
  return next;
}
