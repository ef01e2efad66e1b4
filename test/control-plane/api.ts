import {
  ApiException,
  CoreV1Api,
  EventsV1Api,
  Health,
  KubeConfig,
  PolicyV1Api,
  SchedulingV1Api,
} from '@kubernetes/client-node';

/** Kubernetes' own client, for what tests read and write. */
export interface Api {
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly policy: PolicyV1Api;
  readonly scheduling: SchedulingV1Api;
  readonly events: EventsV1Api;
  readonly health: Health;
}

/** The client for whom a kubeconfig file names. */
export function apiOf(kubeconfigFile: string): Api {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigFile);
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    policy: config.makeApiClient(PolicyV1Api),
    scheduling: config.makeApiClient(SchedulingV1Api),
    events: config.makeApiClient(EventsV1Api),
    health: new Health(config),
  };
}

/** True for the API server's answer with this status code: 404, 409. */
export function isStatus(error: unknown, code: number): boolean {
  return error instanceof ApiException && error.code === code;
}
