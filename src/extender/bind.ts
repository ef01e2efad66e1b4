import { type Bind, bindLabel } from '../binding/outcome.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { VerbAnswer } from './verbs.ts';
import { readBindingArgs } from './wire.ts';

/** Binds the pod that a body names, and answers whether that succeeded. Never rejects over what the body holds. */
export async function answerBind(bind: Bind, body: unknown, metrics: Metrics): Promise<VerbAnswer> {
  const args = readBindingArgs(body);
  if (!args.ok) return { json: bindingResult(args.error), error: args.error, log: {} };
  const { podName, podNamespace, podUid, node } = args.value;
  const outcome = await bind(args.value);
  const label = bindLabel(outcome);
  metrics.countBind(label);
  const asked = { pod: `${podNamespace}/${podName}`, podUID: podUid, node, outcome: label };
  if (outcome.kind !== 'failed') {
    const { placement } = outcome;
    return { json: bindingResult(''), log: placement === undefined ? asked : { ...asked, placement } };
  }
  const { message, detail } = outcome;
  return { json: bindingResult(message), error: message, log: detail === undefined ? asked : { ...asked, detail } };
}

/** An ExtenderBindingResult; the error is empty where the pod is bound. */
export function bindingResult(error: string): string {
  return JSON.stringify({ Error: error });
}
