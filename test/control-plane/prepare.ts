import { findBinaries } from './binaries.ts';

/** Finds or builds the programs before any test starts, where a terminal shows how that goes. */
try {
  for (const [program, file] of Object.entries(await findBinaries())) process.stderr.write(`${program}: ${file}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
