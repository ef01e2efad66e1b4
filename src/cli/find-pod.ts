import { compareText } from '../../solver/text-order.ts';
import { BadInput } from '../bad-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { asksForGpus, type Pod, podName } from '../cluster/pod.ts';
import { mostSimilar } from '../similar.ts';
import type { Opened } from './open-cluster.ts';

/** What a pod is called on the command line; the namespace may be left out. */
interface PodName {
  readonly namespace: string | undefined;
  readonly name: string;
}

const MOST_SUGGESTIONS = 3;

/**
 * The pod that the command line names, `NAMESPACE/POD` or `POD`, which asks for GPUs.
 *
 * @param option The namespace that an option names; without it the context's, or kubectl's default.
 * @throws BadInput naming the pod, and the pods that may have been meant.
 */
export function findPod(
  { value: cluster, source, namespace: fallback }: Opened<Cluster>,
  text: string,
  option: string | undefined,
): Pod {
  const named = readPodName(text, option);
  const key = `${named.namespace ?? fallback}/${named.name}`;
  const pod = cluster.pods.get(key);
  if (pod === undefined) {
    const where = named.namespace === undefined ? ` (a name without a namespace is looked for in "${fallback}")` : '';
    throw new BadInput(`pod ${key} is not in ${source}${where}${suggestion(cluster, named)}`);
  }
  if (!asksForGpus(pod)) throw new BadInput(`pod ${key} asks for no GPU, so slicewise has no say in it`);
  return pod;
}

function readPodName(text: string, option: string | undefined): PodName {
  const [, namespace, name] = /^(?:([^/\s]+)\/)?([^/\s]+)$/.exec(text) ?? [];
  if (name === undefined) throw new BadInput(`"${text}" is not of the form NAMESPACE/POD`);
  if (namespace !== undefined && option !== undefined && namespace !== option) {
    throw new BadInput(`--namespace: ${text} is not in ${option}`);
  }
  return { namespace: namespace ?? option, name };
}

/** Pods of that name in other namespaces, or else those that are called much alike. */
function suggestion(cluster: Cluster, { namespace, name }: PodName): string {
  const pods = [...cluster.pods.values()].filter(asksForGpus);
  const neighbours = pods.filter((pod) => pod.namespace === namespace);
  const guesses = [
    pods.filter((pod) => podName(pod) === name),
    mostSimilar(name, neighbours, podName),
    mostSimilar(name, pods, podName),
  ];
  const meant = guesses.find(({ length }) => length > 0) ?? [];
  const keys = meant.map(({ key }) => key).sort(compareText);
  return keys.length === 0 ? '' : `; did you mean ${keys.slice(0, MOST_SUGGESTIONS).join(' or ')}?`;
}
