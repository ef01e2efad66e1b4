import type { GpuModel } from '../model/gpu-model.ts';
import { formatPlacement } from '../model/placement.ts';
import { noDemand } from '../placement/demand.ts';
import { placeJointly } from '../placement/joint.ts';
import type { Policy } from '../placement/policy.ts';
import { createRater } from '../placement/rater.ts';
import { gpu, model, request } from './shapes.ts';

/**
 * Fills one GPU with requests as they come, without knowing the next; where each went, `-` for none.
 *
 * @param used What is on it before, as {@link gpu} reads it.
 */
export function fill(
  policy: Policy,
  profiles: readonly string[],
  { of = model('A100-40GB'), used = '' }: { readonly of?: GpuModel; readonly used?: string } = {},
): readonly string[] {
  const rater = createRater({ policy, demand: noDemand });
  let text = used;
  return profiles.map((name) => {
    const placed = placeJointly([gpu(text, of)], request(name), rater);
    if (placed.kind !== 'placed') return '-';
    const where = placed.choices.map(({ placement }) => formatPlacement(placement)).join();
    text += ` ${where}*`;
    return where;
  });
}

/** Which of some A100-40GB a request for one instance goes to, and where: `1: 2g.10gb@4`; `-` where it fits nowhere. */
export function choose(policy: Policy, gpus: readonly string[], name: string): string {
  const rater = createRater({ policy, demand: noDemand });
  const placed = placeJointly(
    gpus.map((text) => gpu(text)),
    request(name),
    rater,
  );
  if (placed.kind !== 'placed') return '-';
  return placed.choices.map(({ gpu: index, placement }) => `${index}: ${formatPlacement(placement)}`).join();
}
