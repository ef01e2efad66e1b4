#!/usr/bin/env node
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
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof BadInput) {
    process.stderr.write(`slicewise: ${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
