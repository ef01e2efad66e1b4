import { BadInput } from '../bad-input.ts';
import { readYaml } from '../cluster/yaml.ts';
import type { Fault } from './faults.ts';
import { HEAD } from './schema.ts';
import { optionOf, SETTINGS, type Setting, variableOf } from './settings.ts';
import { has, isTree, merge, type Tree, treeAt, withoutNulls } from './tree.ts';

/** A place that configuration comes from. A later one of several counts for more. */
export interface Layer {
  readonly tree: Tree;
  /** How a fault at a path is named: `slicewise.yaml: extender.listen`, `SLICEWISE_LISTEN`, `--listen`. */
  readonly nameOf: (path: string) => string;
  /** What could not be read at all. */
  readonly faults: readonly Fault[];
}

/** The values of flags as commander gives them; what was not given is undefined. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A configuration file, YAML or JSON. Fields that hold nothing count as absent.
 *
 * @throws BadInput naming the file, where it is no configuration at all.
 */
export function fileLayer(text: string, name: string): Layer {
  const documents = readYaml(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (!documents.ok) throw new BadInput(`${name}: ${documents.error}`);
  const [document, ...others] = documents.value;
  if (document === undefined) throw new BadInput(`${name}: is empty, expected a configuration (kind: ${HEAD.kind})`);
  if (others.length > 0) throw new BadInput(`${name}: holds ${others.length + 1} documents, expected one`);
  const tree = withoutNulls(document);
  if (!isTree(tree)) throw new BadInput(`${name}: is no configuration, expected fields such as kind: ${HEAD.kind}`);
  return { tree, nameOf: (path) => (path === '' ? name : `${name}: ${path}`), faults: [] };
}

/** The variables of the environment. One that is empty counts as absent. */
export function environmentLayer(environment: Environment): Layer {
  return settingsLayer(
    (setting) => {
      const text = environment[variableOf(setting.flag)];
      if (text === undefined || text === '') return undefined;
      if (setting.value === undefined) return text === 'true' ? true : text === 'false' ? false : text;
      return setting.isList ? text.split(',') : text;
    },
    ({ flag }) => variableOf(flag),
  );
}

/** The flags of the command line. */
export function flagLayer(values: FlagValues): Layer {
  return settingsLayer(
    ({ flag }) => values[optionOf(flag)],
    ({ flag }) => flag,
  );
}

function settingsLayer(read: (setting: Setting) => unknown, nameOfSetting: (setting: Setting) => string): Layer {
  let tree: Tree = HEAD;
  const faults: Fault[] = [];
  for (const setting of SETTINGS) {
    const value = read(setting);
    if (value === undefined) continue;
    if (!Array.isArray(value)) {
      tree = merge(tree, treeAt(setting.path, value));
      continue;
    }
    const costs = value.map(String).map(readCost);
    const wrong = costs.flatMap((cost) => (typeof cost === 'string' ? [cost] : []));
    faults.push(...wrong.map((text) => ({ path: setting.path, reason: `"${text}" is not of the form MODEL=COST` })));
    tree = merge(tree, treeAt(setting.path, Object.fromEntries(costs.filter((cost) => typeof cost !== 'string'))));
  }
  return { tree, nameOf, faults };

  function nameOf(path: string): string {
    const setting = SETTINGS.find((each) => path === each.path || path.startsWith(`${each.path}.`));
    return setting === undefined ? path : nameOfSetting(setting);
  }
}

/** The model and its cost; the text itself where it is not of that form. */
function readCost(text: string): readonly [model: string, cost: number] | string {
  const match = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text.trim());
  return match === null ? text : [match[1] ?? '', Number(match[2])];
}

/** Where the value at a path comes from: the name that the last layer which has it gives to the path. */
export function originOf(layers: readonly Layer[], path: string): string {
  return layers.findLast(({ tree }) => has(tree, path))?.nameOf(path) ?? path;
}
