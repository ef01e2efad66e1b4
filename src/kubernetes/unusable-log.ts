import type { Logger } from 'pino';
import type { ClusterNode } from '../cluster/node.ts';

/** Told of a node as it was and as it is; undefined stands for none. */
export type NodeChange = (before: ClusterNode | undefined, after: ClusterNode | undefined) => void;

/**
 * Makes a function that logs which GPUs of a node drop out, with the reason, and which come back: once each, when it
 * happens. A node that goes takes its GPUs with it, which is no news of theirs.
 */
export function createUnusableLog(logger: Logger): NodeChange {
  return (before, after) => {
    if (after === undefined) return;
    const was = unusableGpus(before);
    const is = unusableGpus(after);
    if (was.size === 0 && is.size === 0) return;
    const fallen = [...is].filter(([index, reason]) => was.get(index) !== reason);
    for (const [reason, gpus] of Map.groupBy(fallen, ([, why]) => why)) {
      logger.warn({ node: after.name, gpus: gpus.map(([index]) => index), reason }, 'GPUs are not used any more');
    }
    const back = after.gpus.filter(({ index, kind }) => kind !== 'unusable' && was.has(index));
    if (back.length > 0) {
      logger.info({ node: after.name, gpus: back.map(({ index }) => index) }, 'GPUs are used again');
    }
  };
}

/** Reasons by the indices of GPUs. */
function unusableGpus(node: ClusterNode | undefined): ReadonlyMap<number, string> {
  return new Map(node?.gpus.flatMap((gpu) => (gpu.kind === 'unusable' ? [[gpu.index, gpu.reason]] : [])));
}
