import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { KubeConfig, KubernetesObject } from '@kubernetes/client-node';

/** A kind as the API server describes it. */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Whether a request changes anything. */
export type Effect = 'apply' | 'dry run';

/**
 * Sends an object to the API server with strict validation of its fields, as server-side apply does.
 *
 * @returns What the API server has against it; undefined where it takes the object.
 * @throws Error where the API server does not know the kind or cannot be reached.
 */
export async function admit(config: KubeConfig, object: KubernetesObject, effect: Effect): Promise<string | undefined> {
  const { apiVersion = 'v1', kind = '', metadata = {} } = object;
  const group = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`;
  const { resources }: { resources: readonly Resource[] } = JSON.parse((await send(config, 'GET', group)).body);
  const resource = resources.find((each) => each.kind === kind && !each.name.includes('/'));
  if (resource === undefined) throw new Error(`the API server knows no ${kind} in ${apiVersion}`);
  const namespace = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
  const query = `fieldManager=test&force=true&fieldValidation=Strict${effect === 'dry run' ? '&dryRun=All' : ''}`;
  const path = `${group}${namespace}/${resource.name}/${metadata.name}?${query}`;
  const { status, body } = await send(config, 'PATCH', path, JSON.stringify(object));
  if (status < 300) return undefined;
  const answer: { readonly message: string } = JSON.parse(body);
  return `${kind} ${metadata.name}: ${answer.message}`;
}

async function send(config: KubeConfig, method: string, path: string, body?: string) {
  const options = { method, headers: body === undefined ? {} : { 'Content-Type': 'application/apply-patch+yaml' } };
  await config.applyToHTTPSOptions(options);
  const sent = request(`${config.getCurrentCluster()?.server}${path}`, options).end(body);
  const [response] = await once(sent, 'response');
  return { status: Number(response.statusCode), body: await text(response) };
}
