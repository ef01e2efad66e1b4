import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { BadInput } from '../bad-input.ts';
import { whyUnreadable } from '../unreadable.ts';
import { impossibleCombinations } from './combinations.ts';
import { faultsOf } from './faults.ts';
import {
  type Environment,
  environmentLayer,
  type FlagValues,
  fileLayer,
  flagLayer,
  type Layer,
  originOf,
} from './layers.ts';
import { configurationSchema, HEAD, type WrittenConfiguration } from './schema.ts';
import { merge, type Tree } from './tree.ts';

/** Where configuration comes from beside the file. */
export interface ConfigurationSources {
  readonly flags: FlagValues;
  readonly environment: Environment;
}

/** The configuration that is in effect, as it would be written, and the snapshot in place of a cluster. */
export interface Effective {
  readonly written: WrittenConfiguration;
  /** `-` is standard input. */
  readonly snapshot: string | undefined;
}

/**
 * Puts together what flags, the environment, the file and the defaults say; the first of them that says something counts.
 * The file is named by `--config` (`-`: standard input) or SLICEWISE_CONFIG, the snapshot by `--snapshot` or SLICEWISE_SNAPSHOT.
 *
 * @throws BadInput with everything that is wrong, each with the file and the path, the variable or the flag.
 */
export async function loadConfiguration({ flags, environment }: ConfigurationSources): Promise<Effective> {
  const file = chosen(flags, 'config', environment, 'SLICEWISE_CONFIG');
  const snapshot = chosen(flags, 'snapshot', environment, 'SLICEWISE_SNAPSHOT');
  if (file === '-' && snapshot === '-') throw new BadInput('--snapshot and --config cannot both be standard input');
  const layers = [
    ...(file === undefined ? [] : [fileLayer(await read(file), nameOf(file))]),
    environmentLayer(environment),
    flagLayer(flags),
  ];
  refuse(layers.flatMap(faultsIn));
  const written = configurationSchema.parse(layers.reduce<Tree>((below, { tree }) => merge(below, tree), HEAD));
  refuse(impossibleCombinations(written, snapshot).map(({ path, reason }) => `${originOf(layers, path)}: ${reason}`));
  return { written, snapshot };
}

/** A configuration as YAML that can be given to `--config`. */
export function printConfiguration(written: WrittenConfiguration): string {
  return stringify(written);
}

function chosen(flags: FlagValues, option: string, environment: Environment, variable: string): string | undefined {
  const flag = flags[option];
  return typeof flag === 'string' ? flag : environment[variable] || undefined;
}

async function read(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new BadInput(`${nameOf(file)}: ${whyUnreadable(error)}`);
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file || 'a file name that is empty';
}

/** A layer must be right for itself, also where a later one covers what is wrong. */
function faultsIn({ tree, nameOf, faults }: Layer): readonly string[] {
  const checked = configurationSchema.safeParse(tree, { reportInput: true });
  const all = [...faults, ...(checked.success ? [] : faultsOf(checked.error))];
  return all.map(({ path, reason }) => `${nameOf(path)}: ${reason}`);
}

function refuse(faults: readonly string[]): void {
  const [first, ...others] = faults;
  if (first === undefined) return;
  if (others.length === 0) throw new BadInput(first);
  throw new BadInput(
    `the configuration has ${faults.length} faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  );
}
