#!/usr/bin/env node
import path from 'node:path';
import { addBench } from '../bench/command/command.ts';
import { BadInput } from './bad-input.ts';
import { createProgram } from './cli/program.ts';

// A reader that has seen enough (`slicewise map | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

try {
  await createProgram(calledAs(process.argv[1] ?? ''), [addBench]).parseAsync();
} catch (error) {
  if (error instanceof BadInput) {
    process.stderr.write(`slicewise: ${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}

/** kubectl runs what is called `kubectl-slicewise` for "kubectl slicewise". */
function calledAs(file: string): string {
  return path.basename(file).startsWith('kubectl-') ? 'kubectl slicewise' : 'slicewise';
}
