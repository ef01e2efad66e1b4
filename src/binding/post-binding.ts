import { type Pod, podName } from '../cluster/pod.ts';
import type { BindingApi, BindingWrite } from './binding-api.ts';

/** What became of a Binding. */
export type Posted =
  | { readonly kind: 'bound'; readonly pod: Pod; readonly isNew: boolean }
  | { readonly kind: 'elsewhere'; readonly pod: Pod }
  | { readonly kind: 'gone' }
  /** The pod has another version by now, and is not bound: the Binding will never take effect. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly message: string }
  /** It may have taken effect, or may do so later. */
  | { readonly kind: 'unknown'; readonly message: string };

/** How long a Binding may take, and how long the look at the pod that tells what became of it, in milliseconds. */
export interface PostTimeouts {
  readonly post: number;
  readonly look: number;
}

/** Posts a Binding, and looks at the pod where the answer does not tell what became of it. */
export async function postBinding(api: BindingApi, binding: BindingWrite, timeouts: PostTimeouts): Promise<Posted> {
  const { pod, node, placement } = binding;
  const answer = await api.bind(binding, timeouts.post);
  switch (answer.kind) {
    case 'done':
      return { kind: 'bound', pod: boundPod(pod, node, placement), isNew: true };
    case 'not-found':
      return { kind: 'gone' };
    case 'refused':
      return answer;
    case 'conflict':
    case 'unknown':
      return lookAfter(api, binding, answer, timeouts.look);
  }
}

/** A pod once it is bound, as the API server will show it. */
export function boundPod(pod: Pod, node: string, placement: string | undefined): Pod {
  return { ...pod, node, nominatedNode: undefined, placement: placement ?? pod.placement };
}

async function lookAfter(
  api: BindingApi,
  { pod, node, resourceVersion }: BindingWrite,
  answer: { readonly kind: 'conflict' | 'unknown'; readonly message: string },
  timeoutMs: number,
): Promise<Posted> {
  const found = await api.getPod(pod.namespace, podName(pod), timeoutMs);
  if (found.kind === 'not-found') return { kind: 'gone' };
  if (found.kind !== 'done') return { kind: 'unknown', message: answer.message };
  const { pod: now, resourceVersion: version, isDeleting } = found.value;
  if (now.uid !== pod.uid) return { kind: 'gone' };
  if (now.node === node) return { kind: 'bound', pod: now, isNew: answer.kind === 'unknown' };
  if (now.node !== undefined) return { kind: 'elsewhere', pod: now };
  // The API server binds no pod that is being deleted.
  if (isDeleting) return { kind: 'gone' };
  if (resourceVersion !== undefined && version !== resourceVersion) return { kind: 'changed' };
  return { kind: answer.kind === 'conflict' ? 'refused' : 'unknown', message: answer.message };
}
