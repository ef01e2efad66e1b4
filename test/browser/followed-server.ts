import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import type { FollowedCluster } from '../../src/kubernetes/follow-cluster.ts';
import { ADVISOR } from '../../src/testing/serving.ts';
import { LIVE_TIMING } from '../../src/web/live/live-map.ts';
import { type AdvisorSettings, type RunningServer, startServer } from '../../src/web/server.ts';

/** How a server differs from one on a free port whose advisor looks only once. */
export interface FollowedServerOptions {
  readonly port?: number;
  readonly advisor?: Partial<AdvisorSettings>;
}

/** Starts a server for a cluster that is followed, with a slice map that is quick to tell what changes. */
export function serveFollowed(
  source: FollowedCluster,
  { port = 0, advisor = {} }: FollowedServerOptions = {},
): Promise<RunningServer> {
  return startServer({
    address: { host: '127.0.0.1', port },
    tls: undefined,
    operations: undefined,
    logger: pino({ level: 'silent' }),
    decisions: { policy: policies[0], costs: new Map() },
    pools: {},
    advisor: { ...ADVISOR, ...advisor },
    source,
    bodyLimit: 2 ** 20,
    mapTiming: { ...LIVE_TIMING, look: 200, report: 300, sample: 250 },
  });
}
