import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { Api } from '../control-plane/api.ts';
import { applyAll } from '../control-plane/apply.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { objectsIn, ofKind } from '../manifests.ts';
import type { SlicewiseConfiguration } from './slicewise.ts';

/** Something that was installed from a file of manifests, and what runs with it. */
export interface Installation {
  /** The kubeconfig of the ServiceAccount, who may do what the roles in the file allow. */
  readonly kubeconfig: string;
  /** The configuration of slicewise that the file holds. */
  readonly slicewise: SlicewiseConfiguration;
  /** That of kube-scheduler, with another address of slicewise, as the same ServiceAccount. */
  schedulerWith(url: string): object;
}

const NAMESPACE = 'slicewise';
const NAME = 'slicewise';

/** Installs a file of `deploy/manifests`, as an administrator would. */
export async function install(plane: ControlPlane, file: string): Promise<Installation> {
  const objects = objectsIn(`deploy/manifests/${file}`);
  const namespaces = new Set(objects.flatMap(({ metadata }) => metadata?.namespace ?? []));
  // Roles are in the namespace of the GPU operator, too, which is there in real clusters.
  const missing = [...namespaces].map(
    (name): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  );
  await applyAll(plane.api, [...missing, ...objects]);
  const texts = Object.assign({}, ...ofKind<V1ConfigMap>(objects, 'ConfigMap').map(({ data }) => data));
  const kubeconfig = plane.writeKubeconfig('service-account', { token: await tokenOf(plane.api) });
  return {
    kubeconfig,
    slicewise: parse(texts['config.yaml']),
    schedulerWith(url) {
      const configuration: { readonly extenders: readonly object[] } = parse(texts['kube-scheduler.yaml']);
      const extenders = configuration.extenders.map((extender) => ({ ...extender, urlPrefix: url }));
      return { ...configuration, clientConnection: { kubeconfig }, extenders };
    },
  };
}

async function tokenOf(api: Api): Promise<string> {
  const body = { spec: { audiences: [] } };
  const { status } = await api.core.createNamespacedServiceAccountToken({ namespace: NAMESPACE, name: NAME, body });
  return status?.token ?? '';
}
