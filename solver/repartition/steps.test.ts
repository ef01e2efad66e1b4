import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Placement } from '../model/gpu-model.ts';
import { excludes, formatPlacement } from '../model/placement.ts';
import type { NodeShape } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { noDemand } from '../placement/demand.ts';
import { policies } from '../placement/policies.ts';
import { createRater } from '../placement/rater.ts';
import { carveNode, gpu, model, occupant, request, staticNode } from '../testing/shapes.ts';
import { findMoves } from './moves.ts';
import { type Step, stepsOf } from './steps.ts';

const a100 = model('A100-40GB');

/** Every used instance is a pod, or half of one: pairs hold the instance of the next pod as well. */
function podsOf(shape: NodeShape, node: number, arePaired: boolean): readonly Occupant[] {
  const places = shape.gpus.flatMap(({ used }, index) => used.map((each) => `${index}:${formatPlacement(each)}`));
  const size = arePaired ? 2 : 1;
  return places.flatMap((place, index) => {
    const held = places.slice(index, index + size).join(' ');
    return index % size === 0 ? [occupant(`${node}/${place}`, shape, held)] : [];
  });
}

/** A driver and a kubelet that refuse what real ones would: who holds each instance of each GPU, undefined while idle. */
class SimulatedCluster {
  readonly #gpus: readonly (readonly Map<Placement, string | undefined>[])[];
  readonly #pods: ReadonlyMap<string, Occupant>;

  constructor(shapes: readonly NodeShape[], pods: readonly (readonly Occupant[])[]) {
    this.#pods = new Map(pods.flat().map((pod) => [pod.id, pod]));
    this.#gpus = shapes.map(({ gpus }, node) =>
      gpus.map(({ used, open }, index) => {
        const holderOf = (placement: Placement): string | undefined =>
          pods[node]?.find(({ instances }) =>
            instances.some((each) => each.gpu === index && each.placement === placement),
          )?.id;
        return new Map([
          ...used.map((each) => [each, holderOf(each)] as const),
          ...open.map((each) => [each, undefined] as const),
        ]);
      }),
    );
  }

  run(step: Step): void {
    if ('placement' in step) {
      const { node, gpu: index, placement } = step;
      const instances = this.#gpus[node]?.[index] ?? assert.fail('no such GPU');
      if (step.kind === 'delete') {
        assert.ok(instances.has(placement), 'deletes what is not there');
        assert.equal(instances.get(placement), undefined, 'deletes what a pod holds');
        instances.delete(placement);
        return;
      }
      for (const other of instances.keys())
        assert.ok(!excludes(a100, other, placement), 'creates over another instance');
      instances.set(placement, undefined);
      return;
    }
    const { occupant: pod, from, to, choices } = step.move;
    if (step.kind !== 'start') this.#end(pod, from);
    if (step.kind === 'stop') return;
    if (choices === undefined) this.#takeAny(pod, to);
    for (const { gpu: index, placement } of choices ?? []) this.#take(pod, to, index, placement);
  }

  /** True where instances for the whole request are idle on a node. */
  hasIdle(node: number, wanted: readonly string[]): boolean {
    const idle = (this.#gpus[node] ?? []).flatMap((gpus) =>
      [...gpus].filter(([, holder]) => holder === undefined).map(([{ profile }]) => String(profile.name)),
    );
    return wanted.every((name) => idle.splice(idle.indexOf(name), idle.includes(name) ? 1 : 0).length === 1);
  }

  /** Every pod holds as many instances as at the start. */
  everyoneRuns(): boolean {
    const held = this.#gpus.flat().flatMap((gpus) => [...gpus.values()].filter((holder) => holder !== undefined));
    return [...this.#pods.values()].every(
      ({ id, instances }) => held.filter((each) => each === id).length === instances.length,
    );
  }

  #end(pod: Occupant, node: number): void {
    for (const gpus of this.#gpus[node] ?? []) {
      for (const [placement, holder] of gpus) if (holder === pod.id) gpus.set(placement, undefined);
    }
  }

  #take(pod: Occupant, node: number, index: number, placement: Placement): void {
    const instances = this.#gpus[node]?.[index] ?? assert.fail('no such GPU');
    assert.ok(instances.has(placement) && instances.get(placement) === undefined, 'starts where nothing is idle');
    instances.set(placement, pod.id);
  }

  #takeAny(pod: Occupant, node: number): void {
    for (const { placement } of pod.instances) {
      const found = (this.#gpus[node] ?? [])
        .flatMap((gpus) => [...gpus].map(([each, holder]) => ({ gpus, each, holder })))
        .find(({ each, holder }) => holder === undefined && each.profile === placement.profile);
      assert.ok(found !== undefined, 'starts where nothing is idle');
      found.gpus.set(found.each, pod.id);
    }
  }
}

describe('stepsOf', () => {
  it('lets a pod restart only when its new place is there, and recuts the old one after that', () => {
    const shapes = [carveNode(gpu('2g.10gb@0* 3g.20gb@4*')), carveNode(gpu('4g.20gb@0* 1g.5gb@4*'))];
    const pods = shapes.map((shape, node) => podsOf(shape, node, false));
    const found = findMoves({
      nodes: shapes.map((shape, node) => ({
        shape,
        movable: (pods[node] ?? []).filter(({ id }) => !id.includes('4g')),
      })),
      request: request('4g.20gb'),
      targets: [0],
      mayRunOn: () => true,
      disruptionsAllowed: new Map(),
      rater: createRater({ policy: policies[0] ?? assert.fail(), demand: noDemand }),
      mostMoves: 2,
    });
    assert.deepEqual(found.kind === 'found' && stepsOf(shapes, found.plan).map(describeStep), [
      'create 1g.5gb@6',
      'stop 1/0:1g.5gb@4',
      'delete 1g.5gb@4',
      'create 2g.10gb@4',
      'start 1/0:1g.5gb@4',
      'restart 0/0:2g.10gb@0',
      'delete 2g.10gb@0',
      'create 4g.20gb@0',
    ]);
  });

  for (const policy of policies) {
    it(`makes plans by ${policy.name} that a driver and a kubelet can carry out step by step`, () => {
      const layouts = [
        '1g.5gb@0* 1g.5gb@1* 1g.10gb@2* 2g.10gb@4*',
        '1g.5gb@3* 1g.5gb@6*',
        '1g.5gb@0* 3g.20gb@4*',
        '2g.10gb@0* 1g.5gb@6',
        '4g.20gb@0* 1g.5gb@4 1g.5gb@5',
        '3g.20gb@0* 2g.10gb@4*',
        '2g.10gb@2* 2g.10gb@4* 1g.5gb@6',
        '1g.5gb@2* 1g.5gb@5*',
      ];
      const rater = createRater({ policy, demand: noDemand });
      let plans = 0;
      fc.assert(
        fc.property(
          fc.array(fc.record({ text: fc.constantFrom(...layouts), isStatic: fc.boolean() }), {
            minLength: 1,
            maxLength: 3,
          }),
          fc.constantFrom('2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb', '2 x 2g.10gb'),
          fc.boolean(),
          (nodes, asked, arePaired) => {
            const shapes = nodes.map(({ text, isStatic }) =>
              isStatic ? staticNode([gpu(text)]) : carveNode(gpu(text)),
            );
            const pods = shapes.map((shape, node) => podsOf(shape, node, arePaired));
            const found = findMoves({
              nodes: shapes.map((shape, node) => ({ shape, movable: pods[node] ?? [] })),
              request: request(asked),
              targets: [...shapes.keys()],
              mayRunOn: () => true,
              disruptionsAllowed: new Map(),
              rater,
              mostMoves: 3,
            });
            if (found.kind !== 'found') return;
            plans++;
            const cluster = new SimulatedCluster(shapes, pods);
            for (const step of stepsOf(shapes, found.plan)) cluster.run(step);
            const wanted = request(asked).flatMap(({ profile, count }) => Array.from({ length: count }, () => profile));
            assert.ok(cluster.hasIdle(found.plan.node, wanted), 'the request has its instances');
            assert.ok(cluster.everyoneRuns(), 'every pod runs again');
          },
        ),
        { numRuns: 150 },
      );
      assert.ok(plans > 50, `${plans} plans`);
    });
  }
});

function describeStep(step: Step): string {
  return 'placement' in step
    ? `${step.kind} ${formatPlacement(step.placement)}`
    : `${step.kind} ${step.move.occupant.id}`;
}
