import type { KubernetesObject } from '@kubernetes/client-node';
import { admit } from '../deploy/admission.ts';
import type { Api } from './api.ts';

/** Applies objects in their order. Throws with what the API server has against one of them. */
export async function applyAll({ config }: Api, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const fault = await admit(config, object, 'apply');
    if (fault !== undefined) throw new Error(fault);
  }
}
