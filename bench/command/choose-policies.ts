import { BadInput } from '../../src/bad-input.ts';
import { mostSimilar } from '../../src/similar.ts';
import type { ModeSpec } from '../scenario.ts';
import type { Contender } from './units.ts';

/** Which policies are wanted, and from whom the names come. */
export interface Wanted {
  /** `all` stands for every contender that decides in one of the modes. */
  readonly names: readonly string[];
  /** Names of a preset that decide in none of the modes are left out; those that the user gave are refused. */
  readonly areAsked: boolean;
  readonly modes: readonly ModeSpec['kind'][];
}

/**
 * The policies of a bench, in the order in which they are wanted.
 *
 * @throws BadInput naming a policy that there is not, or that decides in none of the modes.
 */
export function choosePolicies(wanted: Wanted, contenders: readonly Contender[]): readonly string[] {
  const { names, areAsked, modes } = wanted;
  const able = contenders.filter((each) => each.modes.some((mode) => modes.includes(mode))).map(({ name }) => name);
  const here = `${modes.join(' and ')} mode`;
  const chosen = names.flatMap((name) => {
    if (name === 'all') return able;
    if (able.includes(name)) return [name];
    const contender = contenders.find((each) => each.name === name);
    if (contender === undefined) throw new BadInput(`--policy: there is no policy "${name}"${hint(name, contenders)}`);
    if (!areAsked) return [];
    throw new BadInput(
      `--policy: "${name}" decides only in ${contender.modes.join(' and ')} mode, and this is ${here}`,
    );
  });
  if (chosen.length > 0) return [...new Set(chosen)];
  throw new BadInput(`--policy: none of the preset decides here; in ${here} these do: ${able.join(', ')}`);
}

function hint(name: string, contenders: readonly Contender[]): string {
  const near = mostSimilar(name, contenders, (contender) => contender.name).map((contender) => contender.name);
  if (near.length > 0) return `; did you mean ${near.join(' or ')}?`;
  return '; "slicewise bench policies" lists them';
}
