import { InvalidArgumentError } from 'commander';
import { positive } from '../../src/cli/whole-number.ts';
import type { Shard } from './shard.ts';

/** `--gpus-per-node`, of `gpusPerNode`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

// Readers of the values of options. All throw what commander reports as wrong usage.

/** Names with commas between them; the option may be given again for more. */
export function names(text: string, before: readonly string[] | undefined): readonly string[] {
  const added = text.split(',').map((name) => name.trim());
  if (added.includes('')) throw new InvalidArgumentError('It must be names with commas between them.');
  return withoutDoubles([...(before ?? []), ...added]);
}

/** Mixes: names with commas between them, or the shares of one, whose commas are its own. */
export function mixes(text: string, before: readonly string[] | undefined): readonly string[] {
  return text.includes('=') ? withoutDoubles([...(before ?? []), text]) : names(text, before);
}

/** Names of which each is one of the choices. */
export function namesAmong<T extends string>(choices: readonly T[]) {
  return (text: string, before: readonly T[] | undefined): readonly T[] => {
    const added = names(text, []).map((name) => choices.find((choice) => choice === name) ?? refuse(name));
    return withoutDoubles([...(before ?? []), ...added]);
  };

  function refuse(name: string): never {
    throw new InvalidArgumentError(`"${name}" is none of ${choices.join(', ')}.`);
  }
}

/** Whole numbers above 0 with commas between them. */
export function counts(text: string, before: readonly number[] | undefined): readonly number[] {
  return withoutDoubles([...(before ?? []), ...text.split(',').map(positive)]);
}

/** Loads with commas between them: shares of the fleet, above 0 and at most 100. */
export function loads(text: string, before: readonly number[] | undefined): readonly number[] {
  return withoutDoubles([...(before ?? []), ...text.split(',').map(load)]);
}

function load(text: string): number {
  const value = decimal(text);
  if (value > 0 && value <= 100) return value;
  throw new InvalidArgumentError('It must be numbers above 0 and up to 100, such as 0.85,1.0.');
}

/** A share, from 0 to 1. */
export function share(text: string): number {
  const value = decimal(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}

/** A time that may be 0, at most a million mean lifetimes. */
export function time(text: string): number {
  const value = decimal(text);
  if (value >= 0 && value <= 1e6) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1,000,000.');
}

/** A length of time above 0, at most a million mean lifetimes. */
export function duration(text: string): number {
  const value = decimal(text);
  if (value > 0 && value <= 1e6) return value;
  throw new InvalidArgumentError('It must be a number above 0 and up to 1,000,000.');
}

/** Times, and `never`, with commas between them. */
export function timesOrNever(
  text: string,
  before: readonly (number | undefined)[] | undefined,
): readonly (number | undefined)[] {
  const added = text.split(',').map((each) => (each.trim() === 'never' ? undefined : time(each)));
  return withoutDoubles([...(before ?? []), ...added]);
}

/** `0/4` is the first of four shards, `3/4` the last: Kubernetes counts completions this way. */
export function shard(text: string): Shard {
  const [, index = '', of = ''] = /^(\d{1,5})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (of === '' || Number(index) >= Number(of)) {
    throw new InvalidArgumentError('It must be of the form I/N, with I from 0 to N - 1, and N up to 99,999.');
  }
  return { index: Number(index), of: Number(of) };
}

/** NaN for what is not written as a plain number. */
function decimal(text: string): number {
  return /^\s*(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Number.NaN;
}

function withoutDoubles<T>(list: readonly T[]): readonly T[] {
  return [...new Set(list)];
}
