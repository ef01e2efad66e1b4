import { CoreV1Api, type KubeConfig, type V1ConfigMap } from '@kubernetes/client-node';
import type { ApiAnswer } from '../binding/binding-api.ts';
import { createClientCalls } from '../binding/client-calls.ts';
import type { ConfigMapName } from '../cluster/mig-parted.ts';

/** A text in the cluster that several processes write, each in place of what it has read. */
export interface KeptRecord {
  /** What to call it: `ConfigMap slicewise/demand`. */
  readonly name: string;
  /** The text and its version; both undefined where there is none yet. */
  read(): Promise<ApiAnswer<StoredRecord>>;
  /** Writes the text if its version is still this one: a conflict where it is not. */
  write(text: string, version: string | undefined): Promise<ApiAnswer<undefined>>;
}

/** A text as it is stored. */
export interface StoredRecord {
  readonly text: string | undefined;
  readonly version: string | undefined;
}

const KEY = 'record.json';
const TIMEOUT_MS = 10_000;

/** A text under one key of a ConfigMap, which is made where it is not there. Its namespace must be. */
export function configMapRecord(config: KubeConfig, { namespace, name }: ConfigMapName): KeptRecord {
  const core = config.makeApiClient(CoreV1Api);
  const calls = createClientCalls();
  return {
    name: `ConfigMap ${namespace}/${name}`,
    async read() {
      const answer = await calls.make(TIMEOUT_MS, (options) =>
        core.readNamespacedConfigMap({ namespace, name }, options),
      );
      if (answer.kind === 'not-found') return { kind: 'done', value: { text: undefined, version: undefined } };
      if (answer.kind !== 'done') return answer;
      const { metadata, data } = answer.value;
      return { kind: 'done', value: { text: data?.[KEY], version: metadata?.resourceVersion } };
    },
    async write(text, version) {
      const body: V1ConfigMap = {
        metadata: {
          name,
          namespace,
          labels: { 'app.kubernetes.io/managed-by': 'slicewise' },
          ...(version === undefined ? {} : { resourceVersion: version }),
        },
        data: { [KEY]: text },
      };
      const answer = await calls.make<V1ConfigMap>(TIMEOUT_MS, (options) =>
        version === undefined
          ? core.createNamespacedConfigMap({ namespace, body }, options)
          : core.replaceNamespacedConfigMap({ namespace, name, body }, options),
      );
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
  };
}
