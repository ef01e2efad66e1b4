import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number above 0, at most 9,999,999. Throws what commander reports as wrong usage. */
export function positive(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number above 0, at most 9,999,999.');
  return Number(text);
}

/** Reads an option that is a whole number from 1 to `most`. It throws as `positive` does. */
export function positiveUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    return value;
  };
}
