import { poolsOf } from '../advisor/pools.ts';
import { BadInput } from '../bad-input.ts';
import type { Cluster } from '../cluster/cluster.ts';

/**
 * Checks the name that `--pool` gives, if any.
 *
 * @throws BadInput naming the pools that there are, where it is none of them.
 */
export function checkPool(cluster: Cluster, wanted: string | undefined, poolLabel: string | undefined): void {
  const names = poolsOf(cluster, { poolLabel }).map(({ name }) => name);
  if (wanted === undefined || names.includes(wanted)) return;
  const others = names.length > 0 ? `only ${names.join(', ')}` : 'and no GPU in MIG mode';
  throw new BadInput(`--pool: there is no pool "${wanted}", ${others}`);
}
