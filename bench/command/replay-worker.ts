import { parentPort, workerData } from 'node:worker_threads';
import { createAnswerer } from './answer-unit.ts';
import type { Unit } from './units.ts';

// A thread that works off units, one message each, of scenarios that are its data. What is thrown is an error event of it.
const answer = createAnswerer(workerData);
parentPort?.on('message', async (unit: Unit) => parentPort?.postMessage(await answer(unit)));
