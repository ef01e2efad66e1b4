/** Narrows every metric to what the variables at the top of the dashboard choose. */
const CHOSEN = 'cluster=~"$cluster",job=~"$job",instance=~"$instance"';

/** A metric of the program, narrowed: `slicewise_problems{cluster=~…}`. */
export function chosen(metric: string, matchers = ''): string {
  return `${metric}{${[CHOSEN, matchers].filter((text) => text !== '').join(',')}}`;
}

/** A metric of pools, narrowed to the chosen ones. */
export function chosenPools(metric: string, matchers = ''): string {
  return chosen(metric, ['pool=~"$pool"', matchers].filter((text) => text !== '').join(','));
}

/**
 * A gauge that tells the state of the cluster, once: replicas of slicewise all tell the same, so the largest of them counts.
 *
 * @param labels What tells its series apart beside the cluster.
 */
export function once(labels: string, selector: string): string {
  return `max by (cluster, job, ${labels}) (${selector})`;
}

/** What a counter grows by in a second, added up over all replicas. */
export function perSecond(labels: string, selector: string): string {
  return `sum by (${labels}) (rate(${selector}[$__rate_interval]))`;
}
