import { performance } from 'node:perf_hooks';

/**
 * Loaded into a process before its own code (`node --import`), this finds the longest time for which its event loop did
 * nothing but one thing, and answers the parent process with it. Time in which other processes had the core is told
 * apart: on a machine that is busy the clock alone shows how busy it is.
 */
export interface LoopBlocks {
  /** Longest time between two turns, by the clock and by what the thread itself spent. Milliseconds. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The most resident memory since the process began. MiB. */
  readonly peakMiB: number;
}

const TICK_MS = 1;

let worst = { wallMs: 0, cpuMs: 0 };
let last = { at: performance.now(), cpu: process.threadCpuUsage() };

setInterval(() => {
  const at = performance.now();
  const cpu = process.threadCpuUsage();
  const spent = (cpu.user - last.cpu.user + cpu.system - last.cpu.system) / 1000;
  worst = { wallMs: Math.max(worst.wallMs, at - last.at - TICK_MS), cpuMs: Math.max(worst.cpuMs, spent) };
  last = { at, cpu };
}, TICK_MS).unref();

process.on('message', () => {
  const blocks: LoopBlocks = {
    ...worst,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
  process.send?.(blocks);
  worst = { wallMs: 0, cpuMs: 0 };
});
process.channel?.unref();
