import type { V1ConfigMap } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { objectsOf, ofKind } from '../manifests.ts';

/** What tests look at in a KubeSchedulerConfiguration. */
export interface SchedulerConfiguration {
  readonly leaderElection?: { readonly resourceName: string; readonly resourceNamespace: string };
  readonly profiles?: readonly { readonly schedulerName: string }[];
  readonly extenders: readonly {
    readonly urlPrefix: string;
    readonly bindVerb?: string;
    readonly ignorable: boolean;
    readonly nodeCacheCapable: boolean;
    readonly enableHTTPS?: boolean;
    readonly tlsConfig?: { readonly caFile?: string; readonly certFile?: string; readonly serverName?: string };
    readonly managedResources: readonly { readonly name: string; readonly ignoredByScheduler: boolean }[];
  }[];
}

/** The KubeSchedulerConfiguration that a file is or that a ConfigMap in it holds. */
export function schedulerConfigurationOf(text: string): SchedulerConfiguration {
  const [held] = ofKind<V1ConfigMap>(objectsOf(text), 'ConfigMap').flatMap(
    ({ data }) => data?.['kube-scheduler.yaml'] ?? [],
  );
  return parse(held ?? text);
}
