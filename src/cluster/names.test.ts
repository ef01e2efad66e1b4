import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareText } from '../../solver/text-order.ts';
import { reportFragmentation } from '../advisor/fragmentation.ts';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { allProblems } from './cluster.ts';
import { budgetsOf } from './disruption-budget.ts';
import { ineligibility } from './eligibility.ts';

/** Names that every JavaScript object answers to, in ascending order. */
const INHERITED = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'];
/** As many that none does, in the same order, `unlabelled` among them. */
const PLAIN = ['a', 'b', 'c', 'd', 'z'];

const name = fc.nat({ max: PLAIN.length - 1 });
/** Where a name is the key of an object; Kubernetes has none that starts with an underscore. */
const key = fc.integer({ min: 1, max: PLAIN.length - 1 });

const clusterArbitrary = fc.record({
  nodes: fc.uniqueArray(fc.record({ name, label: key, value: key, isHeld: fc.boolean() }), {
    selector: (node) => node.name,
    minLength: 1,
  }),
  pods: fc.uniqueArray(fc.record({ namespace: name, name, node: fc.option(name), label: key, wants: key }), {
    selector: (pod) => `${pod.namespace}/${pod.name}`,
  }),
  budget: fc.record({ namespace: name, name, label: key, disrupted: key }),
});

type Plan = typeof clusterArbitrary extends fc.Arbitrary<infer T> ? T : never;

function build({ nodes, pods, budget }: Plan, names: readonly string[]) {
  const at = (index: number): string => names[index] ?? assert.fail();
  const dictionary = (...entries: readonly (readonly [string, string])[]) => Object.fromEntries(entries);
  const nodeObjects = nodes.map((node) =>
    nodeObject(at(node.name), {
      gpus: [`3g.20gb@4${node.isHeld ? `=${at(node.name)}/${at(node.value)}` : ''} 1g.5gb@0`],
      labels: dictionary([at(node.label), at(node.value)]),
    }),
  );
  const podObjects = pods.map((pod) =>
    podObject(`${at(pod.namespace)}/${at(pod.name)}`, '1g.5gb', {
      ...(pod.node === null ? {} : { on: at(pod.node) }),
      labels: dictionary([at(pod.label), 'x']),
      requests: dictionary([`example.com/${at(pod.wants)}`, '1']),
      spec: {
        nodeSelector: dictionary([at(pod.wants), at(pod.label)]),
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: at(pod.wants), operator: 'Exists' }] }],
            },
          },
        },
      },
    }),
  );
  return clusterOf(...nodeObjects, ...podObjects, {
    kind: 'PodDisruptionBudget',
    metadata: { name: at(budget.name), namespace: at(budget.namespace) },
    spec: { selector: { matchExpressions: [{ key: at(budget.label), operator: 'Exists' }] } },
    status: { disruptionsAllowed: 1, disruptedPods: dictionary([at(budget.disrupted), '']) },
  });
}

/** Everything that is answered about a cluster, with the names that were put in replaced by their numbers. */
function say(plan: Plan, names: readonly string[]): string {
  const cluster = build(plan, names);
  const pods = [...cluster.pods.values()].sort((a, b) => compareText(a.key, b.key));
  const pools = PLAIN.flatMap((_, index) => reportFragmentation(cluster, { poolLabel: names[index] }).pools);
  const said = JSON.stringify({
    nodes: cluster.nodes.map(({ name: node, labels, holdings, pods: bound }) => [
      node,
      labels,
      holdings.map(({ pod, hidden }) => [pod.key, hidden]),
      bound.length,
    ]),
    ordinals: [...cluster.ordinals],
    pods: pods.map((pod) => [
      pod.key,
      pod.labels,
      budgetsOf(pod, cluster.disruptionBudgets),
      cluster.nodes.map((node) => ineligibility(pod.constraints, node)),
      [...pod.resources],
    ]),
    pools: pools.map(({ name: pool, gpus, freeSlices }) => [pool, gpus, freeSlices]),
    problems: allProblems(cluster),
  });
  return said.replaceAll(/"([^"]*)"/g, (text, inside: string) => {
    const numbered = inside.split(/([/ ,])/).map((word) => (names.includes(word) ? `#${names.indexOf(word)}` : word));
    return text.replace(inside, () => numbered.join(''));
  });
}

describe('names', () => {
  it('change nothing, even those that every JavaScript object answers to', () => {
    fc.assert(fc.property(clusterArbitrary, (plan) => assert.equal(say(plan, INHERITED), say(plan, PLAIN))));
  });

  it('are no pool where no node has the label', () => {
    const cluster = clusterOf(nodeObject('n', { gpus: [''] }));
    for (const poolLabel of INHERITED) {
      assert.equal(reportFragmentation(cluster, { poolLabel }).pools[0]?.name, 'unlabelled/A100-40GB');
    }
  });
});
