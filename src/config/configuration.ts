import type { Result } from '../../solver/model/result.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { policies } from '../../solver/placement/policies.ts';
import { givenDemand } from '../advisor/given-demand.ts';
import type { ThresholdOptions } from '../advisor/threshold.ts';
import type { ConfigMapName } from '../cluster/mig-parted.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { DecisionOptions } from '../extender/session.ts';
import { policyOf } from './decision-options.ts';
import { parseDuration } from './duration.ts';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';
import type { WrittenConfiguration } from './schema.ts';
import { parseSize } from './size.ts';

/** How `slicewise serve` is to run: a configuration whose texts have been read. */
export interface Configuration {
  readonly cluster: ClusterConfiguration;
  readonly extender: ExtenderConfiguration;
  /** Where probes, metrics and pages are; undefined: with the extender. */
  readonly operations: ListenAddress | undefined;
  readonly decisions: DecisionOptions;
  readonly demand: DemandConfiguration;
  readonly advisor: AdvisorConfiguration;
  readonly pools: PoolOptions;
  /** Whether Prometheus is told of each GPU. */
  readonly perGpu: boolean;
  readonly logLevel: string;
}

/** What counts as asked for. */
export interface DemandConfiguration {
  readonly halfLifeMs: number;
  /** In place of what is seen; undefined: what is seen counts. */
  readonly given: Demand | undefined;
  /** Where arrivals outlive a restart; undefined: nowhere. */
  readonly configMap: ConfigMapName | undefined;
}

/** When and what to recommend. Durations are in milliseconds. */
export interface AdvisorConfiguration extends ThresholdOptions {
  readonly maxMoves: number;
  readonly capacityShare: number;
  readonly timeLimitMs: number;
  readonly events: boolean;
}

/** What to decide on. */
export type ClusterConfiguration =
  | {
      readonly kind: 'snapshot';
      /** `-` is standard input. */
      readonly file: string;
    }
  | {
      readonly kind: 'live';
      /** Undefined: where Kubernetes clients look for one. */
      readonly kubeconfig: string | undefined;
      /** Undefined: the current one. */
      readonly context: string | undefined;
      readonly maxStateAgeSeconds: number;
      readonly migConfigMaps: readonly ConfigMapName[];
    };

/** How the extender is served. */
export interface ExtenderConfiguration {
  readonly address: ListenAddress;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  readonly bind: boolean;
  /** Between SIGTERM and the end of taking calls, in milliseconds. */
  readonly shutdownDelayMs: number;
  /** Undefined: the namespace of the context or of the pod. */
  readonly leaseNamespace: string | undefined;
  /** Undefined: plain HTTP. */
  readonly tls: TlsFiles | undefined;
}

/** The files of TLS, all PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Undefined: callers need no certificate. */
  readonly clientCAFile: string | undefined;
}

/** Reads the texts of a configuration that has passed every check. */
export function readConfiguration(written: WrittenConfiguration, snapshot: string | undefined): Configuration {
  const { extender, operations, decisions, demand, advisor, pools, metrics, logLevel } = written;
  const { certFile, keyFile, clientCAFile } = extender.tls;
  return {
    cluster: snapshot === undefined ? readLive(written) : { kind: 'snapshot', file: snapshot },
    extender: {
      address: checkedBefore(parseListenAddress(extender.listen)),
      bodyLimit: checkedBefore(parseSize(extender.bodyLimit)),
      bind: extender.bind,
      shutdownDelayMs: checkedBefore(parseDuration(extender.shutdownDelay)),
      leaseNamespace: unlessEmpty(extender.leaseNamespace),
      tls: certFile === '' ? undefined : { certFile, keyFile, clientCAFile: unlessEmpty(clientCAFile) },
    },
    operations: operations.listen === '' ? undefined : checkedBefore(parseListenAddress(operations.listen)),
    decisions: {
      policy: policyOf(decisions.policy) ?? policies[0],
      costs: new Map(Object.entries(decisions.modelCosts).map(([model, cost = 1]) => [model, cost])),
    },
    demand: {
      halfLifeMs: checkedBefore(parseDuration(demand.halfLife)),
      given: givenDemand(demand.mix),
      configMap: demand.configMap === '' ? undefined : readConfigMapName(demand.configMap),
    },
    advisor: {
      threshold: advisor.threshold,
      hysteresis: advisor.hysteresis,
      holdMs: checkedBefore(parseDuration(advisor.hold)),
      coolDownMs: checkedBefore(parseDuration(advisor.coolDown)),
      maxMoves: advisor.maxMoves,
      capacityShare: advisor.capacityShare,
      timeLimitMs: checkedBefore(parseDuration(advisor.timeLimit)),
      events: advisor.events,
    },
    pools: { poolLabel: unlessEmpty(pools.label) },
    perGpu: metrics.perGpu,
    logLevel,
  };
}

function readLive({ cluster }: WrittenConfiguration): ClusterConfiguration {
  return {
    kind: 'live',
    kubeconfig: unlessEmpty(cluster.kubeconfig),
    context: unlessEmpty(cluster.context),
    maxStateAgeSeconds: checkedBefore(parseDuration(cluster.maxStateAge)) / 1000,
    migConfigMaps: cluster.migConfigMaps.map(readConfigMapName),
  };
}

function readConfigMapName(text: string): ConfigMapName {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}

function unlessEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function checkedBefore<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`the schema let this through: ${result.error}`);
  return result.value;
}
