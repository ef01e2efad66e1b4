import type { Explanation } from '../advisor/explain.ts';
import { bold } from './output.ts';

/** One pod's explanation, for people. */
export function formatExplanation({ pod, asks, cause, message, nodes, way, quotas, notes }: Explanation): string {
  const lines = [`${bold(pod)} asks for ${asks.join(', ')}`, '', `${bold(cause)}: ${message}`];
  if (way !== null)
    lines.push('', way.rung === 'none' ? `Best place: ${way.node}` : `Way out (${way.rung}): ${way.text}`);
  if (nodes.length > 0) lines.push('', 'Nodes:', ...formatNodes(nodes));
  for (const { name, resource, hard, used } of quotas) {
    const left = Math.max(0, hard - used);
    lines.push(
      '',
      `Quota ${name} allows ${hard} ${resource} in this namespace, ${used} used: ${left} more can be asked for`,
    );
  }
  for (const note of notes) lines.push('', `Note: ${note}`);
  return lines.join('\n');
}

/** Nodes with the same cause and message share a line. */
function formatNodes(nodes: Explanation['nodes']): readonly string[] {
  const groups = Map.groupBy(nodes, ({ cause, message }) => `${cause}: ${message}`);
  return [...groups].map(([text, alike]) => {
    const names = alike.map(({ node }) => node);
    const more = names.length > 3 ? `, and ${names.length - 3} more` : '';
    return `  ${names.slice(0, 3).join(', ')}${more}\n    ${text}`;
  });
}
