import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import { type BinderOptions, createBinder } from '../binding/binder.ts';
import { type BindOutcome, type BindRequest, bindLabel } from '../binding/outcome.ts';
import { createSessions } from '../extender/session.ts';
import { FakeBindingServer, type Fate, type Network } from './fake-binding-server.ts';
import { nodeObject } from './objects.ts';
import { type SeenCluster, seeCluster } from './seen-cluster.ts';

/** The label of a node whose instances are created for pods. */
export const carveMode = { 'slicewise.dev/mode': 'carve' };

/** A carve-mode node of A100-40GB with nothing on its GPUs. */
export function carveNode(name: string, gpus = 1): object {
  return nodeObject(name, { labels: carveMode, gpus: Array<string>(gpus).fill('') });
}

/** One replica of slicewise before a fake API server. */
export interface Replica {
  readonly source: SeenCluster;
  /** Binds `namespace/name` to a node. */
  bind(key: string, node: string, more?: Partial<BindRequest>): Promise<BindOutcome>;
  /** Sees everything that there is. */
  sync(): void;
}

/** Makes a replica that has seen everything up to now. */
export function startReplica(
  server: FakeBindingServer,
  nodes: readonly object[],
  { network, ...options }: Partial<BinderOptions> & { readonly network?: Network } = {},
): Replica {
  const source = seeCluster(server, ...nodes);
  const bind = createBinder({
    api: server.connect(network),
    source,
    sessions: createSessions({ policy: policies[0], costs: new Map() }),
    logger: pino({ enabled: false }),
    ...options,
  });
  const sync = (): void => source.look()();
  sync();
  return {
    source,
    sync,
    bind(key, node, more = {}) {
      const [podNamespace = '', podName = ''] = key.split('/');
      return bind({ podNamespace, podName, podUid: `uid-${podName}`, node, ...more });
    },
  };
}

/** `bound 3g.20gb@4`, `no-room: mig: slices in use`. */
export function tell(outcome: BindOutcome): string {
  if (outcome.kind === 'failed') return `${bindLabel(outcome)}: ${outcome.message}`;
  if (outcome.placement === undefined) return outcome.kind;
  const chosen: { profile: string; start: number }[] = [JSON.parse(outcome.placement)].flat();
  return [outcome.kind, ...chosen.map(({ profile, start }) => `${profile}@${start}`)].join(' ');
}

/** A network on which the first call of some kinds fares as given here, and every other one well. */
export function network(fates: Readonly<Record<string, Fate>>): Network {
  const left = new Map(Object.entries(fates));
  return (step) => {
    const fate = left.get(step) ?? 'answered';
    left.delete(step);
    return Promise.resolve(fate);
  };
}

/** One replica that binds to two carve-mode nodes, `n` and `m`, and one in static mode. */
export function setUpBinding({ fates = {}, gpus = 1 }: { fates?: Readonly<Record<string, Fate>>; gpus?: number } = {}) {
  const server = new FakeBindingServer();
  const nodes = [carveNode('n', gpus), carveNode('m'), nodeObject('static', { gpus: ['1g.5gb@0'] })];
  return { server, replica: startReplica(server, nodes, { network: network(fates) }), nodes };
}
