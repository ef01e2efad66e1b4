import { allProblems, type Cluster } from '../../cluster/cluster.ts';
import type { ClusterNode } from '../../cluster/node.ts';
import type { Steps } from '../../sliced.ts';
import type { NodeTexts } from './node-text.ts';

/** What of a cluster the page shows of nodes, as it was told last; changes are what differs from it. */
export interface Picture {
  /** Takes in a state. Returns the parts of a change as JSON, by their names; none where nothing that is shown differs. */
  takeIn(cluster: Cluster): Steps<Parts>;
  /** The JSON of every node, in the order of their names. */
  nodeTexts(): readonly string[];
  readonly problems: number;
}

/** Parts of a change, in JSON. */
export type Parts = Readonly<Record<string, string>>;

/** Nodes that are compared in one step. */
const STEP = 64;

interface Shown {
  readonly node: ClusterNode;
  readonly text: string | undefined;
}

/** Makes an empty picture. */
export function createPicture(textOf: NodeTexts): Picture {
  const shown = new Map<string, Shown>();
  let latest: Cluster | undefined;
  let problems = 0;

  const dropGone = ({ ordinals }: Cluster): readonly string[] => {
    if (latest?.ordinals === ordinals) return [];
    const gone = [...shown].filter(([name]) => !ordinals.has(name));
    for (const [name] of gone) shown.delete(name);
    return gone.filter(([, { text }]) => text !== undefined).map(([name]) => name);
  };

  return {
    *takeIn(cluster) {
      const gone = [...dropGone(cluster)];
      const changed: string[] = [];
      let compared = 0;
      for (const node of cluster.nodes) {
        if (++compared % STEP === 0) yield;
        const before = shown.get(node.name);
        if (before?.node === node) continue;
        const text = textOf(node);
        shown.set(node.name, { node, text });
        if (text === before?.text) continue;
        if (text === undefined) gone.push(node.name);
        else changed.push(text);
      }
      const count =
        latest?.nodes === cluster.nodes && latest.problems === cluster.problems ? problems : countOf(cluster);
      const isOther = count !== problems;
      problems = count;
      latest = cluster;
      return {
        ...(changed.length > 0 ? { nodes: `[${changed.join(',')}]` } : {}),
        ...(gone.length > 0 ? { gone: JSON.stringify(gone) } : {}),
        ...(isOther ? { problems: String(problems) } : {}),
      };
    },
    nodeTexts: () => (latest?.nodes ?? []).flatMap(({ name }) => shown.get(name)?.text ?? []),
    get problems() {
      return problems;
    },
  };
}

function countOf(cluster: Cluster): number {
  return allProblems(cluster).length;
}
