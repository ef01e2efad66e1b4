import type { Highs } from 'highs';

/** Loads HiGHS: a module of its own, which is not needed before a program is to be solved. */
export async function loadHighs(): Promise<Highs> {
  const { default: library } = await import('highs');
  // The package's types describe its CommonJS build, where the function is one level deeper than in the module Node loads.
  const load = 'default' in library ? library.default : library;
  return await load();
}
