import type { KubernetesObject, V1Deployment, V1Namespace, V1Node, V1Pod } from '@kubernetes/client-node';
import type { Random } from '../../bench/cluster/random.ts';
import { objectsIn, ofKind, podOf } from '../manifests.ts';

/** The inference cluster of the examples, taken apart. */
export interface ExampleCluster {
  readonly nodes: readonly V1Node[];
  readonly deployments: readonly V1Deployment[];
  /** Namespaces first, so that they can be created in this order. */
  readonly others: readonly KubernetesObject[];
}

/** Reads the example. */
export function readExampleCluster(): ExampleCluster {
  const objects = objectsIn('deploy/examples/inference-cluster/*.yaml');
  const isOther = ({ kind }: KubernetesObject): boolean => !['Node', 'Deployment', 'Namespace'].includes(kind ?? '');
  return {
    nodes: ofKind<V1Node>(objects, 'Node'),
    deployments: ofKind<V1Deployment>(objects, 'Deployment'),
    others: [...ofKind<V1Namespace>(objects, 'Namespace'), ...objects.filter(isOther)],
  };
}

/** Draws this many Deployments, one with more replicas more often. */
export function pickDeployments(
  deployments: readonly V1Deployment[],
  count: number,
  random: Random,
): readonly V1Deployment[] {
  const tickets = deployments.flatMap((each) => Array.from({ length: each.spec?.replicas ?? 1 }, () => each));
  return Array.from({ length: count }, () => random.pick(tickets));
}

/** A pod of a Deployment under a name, without time to end. */
export function replicaOf(deployment: V1Deployment, name: string): V1Pod {
  const pod = podOf(deployment, 0);
  return {
    ...pod,
    metadata: { ...pod.metadata, name },
    spec: { containers: [], ...pod.spec, terminationGracePeriodSeconds: 0 },
  };
}
