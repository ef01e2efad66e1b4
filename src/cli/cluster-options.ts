import { InvalidArgumentError, Option } from 'commander';
import type { ConfigMapName } from '../cluster/mig-parted.ts';

/** Which cluster a command is about: a snapshot, or the one that a kubeconfig leads to. */
export interface ClusterOptions {
  /** A file; `-` is standard input. */
  readonly snapshot?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  /** The ConfigMaps with mig-parted configurations that are read of a live cluster. */
  readonly migConfigMap: readonly ConfigMapName[];
}

const KUBECTL = 'kubectl get nodes,pods,poddisruptionbudgets,resourcequotas,configmaps -A -o json';

const MIG_PARTED: readonly ConfigMapName[] = [{ namespace: 'gpu-operator', name: 'default-mig-parted-config' }];

/** The option that names a snapshot. */
export function snapshotOption(): Option {
  return new Option(
    '-f, --snapshot <file>',
    `in place of the cluster: what "${KUBECTL}" prints (YAML too); "-" reads standard input`,
  );
}

/** The options that name the cluster of a command; kubectl's, where kubectl has them. */
export function clusterOptions(): readonly Option[] {
  return [
    snapshotOption().conflicts(['kubeconfig', 'context', 'migConfigMap']),
    new Option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG, or ~/.kube/config)'),
    new Option('--context <name>', 'the context of the kubeconfig (default: the current one)'),
    new Option(
      '--mig-config-map <namespace/name>',
      'a ConfigMap of mig-parted to read, if it is there; give it again for another',
    )
      .argParser(readMigConfigMap)
      .default(MIG_PARTED, 'gpu-operator/default-mig-parted-config'),
  ];
}

function readMigConfigMap(text: string, before: readonly ConfigMapName[]): readonly ConfigMapName[] {
  const [, namespace, name] = /^([^/\s]+)\/([^/\s]+)$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined) {
    throw new InvalidArgumentError('It must be of the form NAMESPACE/NAME.');
  }
  return [...(before === MIG_PARTED ? [] : before), { namespace, name }];
}
