import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

// A thread of its own: it takes a while, and Node.js warns on standard error that the function is experimental, which only
// a thread can be told not to do.
const files: unknown = workerData;
if (Array.isArray(files))
  parentPort?.postMessage(files.map((file) => stripTypeScriptTypes(readFileSync(file, 'utf8'))));
