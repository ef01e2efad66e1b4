import { parentPort, workerData } from 'node:worker_threads';
import { type Condensed, condense } from './condense.ts';

// A thread for one large request, whose body is its data. What is thrown here is an error event of the thread.
const condensed: Condensed = condense(workerData);
parentPort?.postMessage(condensed, [condensed.texts.buffer, condensed.ends.buffer]);
