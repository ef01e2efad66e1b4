import type { GpuModel, Profile } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { BadInput } from '../../src/bad-input.ts';
import { createRandom, type Random } from '../cluster/random.ts';
import type { TraceWorkload } from '../scenario.ts';
import type { Request } from './orders/order.ts';

/**
 * The requests of a trace. Seed 0 leaves them as they were; with any other, the times at which pods arrive stay, and which pod
 * (its requests with their lifetime, together) comes at which of them is a random permutation.
 *
 * @throws BadInput where the model lacks one of the profiles.
 */
export function requestsOfTrace(trace: TraceWorkload, model: GpuModel, seed: number): readonly Request[] {
  const profiles = new Map<string, Profile>();
  for (const name of new Set(trace.profile)) {
    const profile = profileOf(model, name);
    if (!profile.ok) throw new BadInput(`${trace.name} does not fit: ${profile.error}`);
    profiles.set(name, profile.value);
  }
  const pods = [...Map.groupBy(trace.at.keys(), (request) => trace.pod[request]).values()];
  const order = pods.map((_, index) => index);
  if (seed !== 0) shuffle(order, createRandom(seed, 1));
  return pods.flatMap(([first = 0], place) => {
    const at = trace.at[first] ?? 0;
    return (pods[order[place] ?? place] ?? []).flatMap((request) => {
      const profile = profiles.get(trace.profile[request] ?? '');
      return profile === undefined ? [] : [{ at, profile, lifetime: trace.lifetime[request] ?? 0 }];
    });
  });
}

/** Fisher and Yates: every order is as likely. */
function shuffle(items: number[], random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const [a = 0, b = 0] = [items[last], items[other]];
    items[last] = b;
    items[other] = a;
  }
}
