import { gpuModels } from '../../solver/model/catalogue.ts';
import { resourceOf } from '../../solver/model/profile-name.ts';

/** How kube-scheduler is to call slicewise. */
export interface ExtenderSettings {
  /** `http://127.0.0.1:8888`. */
  readonly url: string;
  /** Has slicewise bind the pods. */
  readonly bind?: boolean;
  /** Takes MIG resources out of kube-scheduler's own count, as carve mode needs. */
  readonly ignoredByScheduler?: boolean;
  readonly ignorable?: boolean;
  readonly httpTimeout?: string;
  readonly weight?: number;
  /** For an address with https. */
  readonly tls?: { readonly caFile: string; readonly certFile?: string; readonly keyFile?: string };
}

/** What a scenario wants of its kube-scheduler. */
export interface SchedulerSettings {
  /** Absent, kube-scheduler decides by itself. */
  readonly extender?: ExtenderSettings;
  /** Packs nodes by their MIG resources, with kube-scheduler's own means. */
  readonly mostAllocated?: boolean;
  /** The name that pods ask for. */
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
}

/** A KubeSchedulerConfiguration, every MIG resource of every model in it. */
export function schedulerConfiguration(kubeconfig: string, settings: SchedulerSettings): object {
  const { extender, mostAllocated = false, schedulerName = 'default-scheduler' } = settings;
  return {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    // Enough for bursts: the default of 50 a second would be what is measured.
    clientConnection: { kubeconfig, qps: 1000, burst: 1000 },
    leaderElection: { leaderElect: false },
    percentageOfNodesToScore: settings.percentageOfNodesToScore ?? 100,
    profiles: [{ schedulerName, ...(mostAllocated ? { pluginConfig: [packing()] } : {}) }],
    extenders: extender === undefined ? [] : [extenderEntry(extender)],
  };
}

function extenderEntry(settings: ExtenderSettings): object {
  const { url, bind = false, ignoredByScheduler = false, ignorable = false, tls } = settings;
  return {
    urlPrefix: url,
    filterVerb: 'filter',
    prioritizeVerb: 'prioritize',
    preemptVerb: 'preempt',
    ...(bind ? { bindVerb: 'bind' } : {}),
    weight: settings.weight ?? 25,
    httpTimeout: settings.httpTimeout ?? '5s',
    nodeCacheCapable: true,
    ignorable,
    ...(tls === undefined ? {} : { enableHTTPS: true, tlsConfig: tls }),
    managedResources: migResources().map((name) => ({ name, ignoredByScheduler })),
  };
}

function packing(): object {
  const resources = migResources().map((name) => ({ name, weight: 1 }));
  return { name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated', resources } } };
}

function migResources(): readonly string[] {
  return [...new Set(gpuModels.flatMap(({ profiles }) => profiles.map(({ name }) => resourceOf(name))))];
}
