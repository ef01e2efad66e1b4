import fc, { type Arbitrary } from 'fast-check';
import { nodeObject, podObject } from '../../src/testing/objects.ts';
import { type Tree, treeOf } from './tree.ts';

const nodeNames = ['n1', 'n2', 'n3'];
const podKeys = ['team-a/p1', 'team-a/p2', 'team-b/p1', 'team-b/p3'];
const profiles = ['1g.5gb', '2g.10gb', '3g.20gb'];

const layouts = ['1g.5gb@0 1g.5gb@1 2g.10gb@2 3g.20gb@4', '3g.20gb@0 3g.20gb@4', '2g.10gb@0 2g.10gb@4', ''];

const nodes = fc
  .record({
    name: fc.constantFrom(...nodeNames),
    layout: fc.constantFrom(...layouts),
    holders: fc.array(fc.option(fc.constantFrom(...podKeys)), { minLength: 4, maxLength: 4 }),
    mode: fc.constantFrom('static', 'carve'),
    product: fc.constantFrom('NVIDIA-A100-SXM4-40GB', 'NVIDIA-A100-SXM4-40GB-MIG-1g.5gb'),
    tells: fc.boolean(),
  })
  .map(({ name, layout, holders, mode, product, tells }) => {
    const words = layout.split(' ').map((word, index) => {
      const holder = holders[index];
      return word === '' || holder === null ? word : `${word}=${holder}`;
    });
    return nodeObject(name, {
      product,
      labels: { 'slicewise.dev/mode': mode },
      ...(tells
        ? { gpus: [words.join(' ')] }
        : { allocatable: { 'nvidia.com/mig-1g.5gb': '7', 'nvidia.com/gpu': '7' } }),
    });
  });

const somewhere = fc.option(fc.constantFrom(...nodeNames), { nil: undefined });

const pods = fc
  .record({
    key: fc.constantFrom(...podKeys),
    profile: fc.constantFrom(...profiles, 'nvidia.com/gpu'),
    on: somewhere,
    nominated: somewhere,
    phase: fc.constantFrom('Pending', 'Running', 'Running', 'Succeeded'),
    start: fc.constantFrom(undefined, 0, 4),
  })
  .map(({ key, profile, on, nominated, phase, start }) =>
    podObject(key, profile, {
      phase,
      ...(on === undefined ? {} : { on }),
      ...(nominated === undefined ? {} : { nominated }),
      annotations:
        start === undefined ? {} : { 'slicewise.dev/placement': JSON.stringify({ gpu: '0', profile, start }) },
    }),
  );

/** Objects of so few names that they meet: pods move, finish, are nominated elsewhere, and nodes name pods of others. */
export const related: Arbitrary<Tree> = fc.oneof(nodes, pods).map(treeOf);
