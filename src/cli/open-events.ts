import { hostname } from 'node:os';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { Recommendation } from '../advisor/recommendation.ts';
import { createRecommendationEvents } from '../advisor/recommendation-events.ts';
import { systemClock } from '../binding/clock.ts';
import { takePart } from '../kubernetes/leader.ts';
import { leaderLease } from '../kubernetes/leader-lease.ts';
import { nodeEvents } from '../kubernetes/node-events.ts';

const LEASE = 'slicewise-advisor';

/** Events of recommendations, which one replica writes for all. */
export interface OpenEvents {
  write(opened: readonly Recommendation[]): Promise<void>;
  stop(): Promise<void>;
}

/** Begins to take part in the election of the replica that writes. */
export function openEvents(config: KubeConfig, namespace: string, logger: Logger): OpenEvents {
  const identity = `${hostname()}-${process.pid}`;
  const { isLeader, stop } = takePart({
    api: leaderLease(config, namespace, LEASE),
    identity,
    clock: systemClock,
    logger,
  });
  const write = createRecommendationEvents({ api: nodeEvents(config, identity), isLeader, now: Date.now, logger });
  return { write, stop };
}
