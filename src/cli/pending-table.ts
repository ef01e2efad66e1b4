import type { Explanation } from '../advisor/explain.ts';
import { formatTable } from './table.ts';

/**
 * Explanations of pods that wait, one line each.
 *
 * @param more Pods that wait too and are not explained.
 * @param namespace The only one that was looked at; undefined for all.
 */
export function formatPendingPods(
  explanations: readonly Explanation[],
  more: number,
  namespace: string | undefined,
): string {
  if (explanations.length === 0) {
    return `No pod that asks for GPUs is pending${namespace === undefined ? '' : ` in ${namespace}`}.`;
  }
  const table = formatTable(
    [
      { title: 'POD', align: 'left' },
      { title: 'ASKS', align: 'left' },
      { title: 'CAUSE', align: 'left' },
      { title: 'WAY OUT', align: 'left' },
    ],
    explanations.map(({ pod, asks, cause, way }) => [
      pod,
      asks.join(', '),
      cause,
      way?.text ?? (cause === 'unknown' ? 'not known' : 'none'),
    ]),
  );
  const notes = [
    ...(more > 0 ? [`and ${more} more; --limit sets how many are explained`] : []),
    // Two pods may be offered the same instance.
    ...(explanations.length > 1 ? ['Each pod is looked at as if it were the only one.'] : []),
  ];
  return [table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
