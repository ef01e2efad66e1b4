import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gpuModels } from '../../../solver/model/catalogue.ts';
import { formatPlacement } from '../../../solver/model/placement.ts';
import { reportFragmentation } from '../../advisor/fragmentation.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { anyInstances } from '../../testing/cut-gpus.ts';
import { fleetFrom, markingFrom, migGpusOf } from '../../testing/fleets.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../../testing/objects.ts';
import { bitsOf } from './bits.ts';
import { isStranded, type Marks, marksFor } from './marking.ts';

interface Sum {
  readonly shape: number;
  readonly placement: number;
}

/** How many slices a page marks in a pool for a profile. */
function marked(cluster: Cluster, pool: string, profile: string): Sum {
  const marking = markingFrom(cluster, new Map([[pool, profile]]));
  const all = migGpusOf(fleetFrom(cluster)).map((gpu) => marksFor(gpu, marking));
  const sum = (of: (marks: Marks) => number): number => all.reduce((total, marks) => total + bitsOf(of(marks)), 0);
  const found = { shape: sum(({ shape }) => shape), placement: sum(({ placement }) => placement) };
  assert.equal(marking.get(pool)?.slices ?? 0, found.shape + found.placement, 'as its heading says');
  return found;
}

/** Nodes of one model with any instances, each in either mode; every profile is waited for, so that each counts. */
const clusters = fc.constantFrom(...gpuModels).chain((model) =>
  fc
    .array(
      fc.record({
        mode: fc.constantFrom('static', 'carve'),
        gpus: fc.array(anyInstances('iu', model), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((nodes) => {
      const objects = nodes.flatMap(({ mode, gpus }, at) => {
        const name = `n${at}`;
        const pods: object[] = [];
        const texts = gpus.map(({ placed }) =>
          placed
            .map(({ placement, use }) => {
              if (use === 'i') return formatPlacement(placement);
              const key = `x/${name}-${pods.length}`;
              pods.push(podObject(key, placement.profile.name, { on: name }));
              return `${formatPlacement(placement)}=${key}`;
            })
            .join(' '),
        );
        const labels = { 'slicewise.dev/mode': mode };
        return [nodeObject(name, { product: model.products[0] ?? '', gpus: texts, labels }), ...pods];
      });
      const waiting = model.profiles.map(({ name }, at) => podObject(`y/w${at}`, name));
      return clusterOf(...objects, ...waiting);
    }),
);

describe('what is marked in a pool', () => {
  it('adds up to what the report says, for every profile of every model, in both modes', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        for (const { name, profiles } of reportFragmentation(cluster).pools) {
          for (const { profile, stranded } of profiles) {
            const { shape, placement } = stranded;
            assert.deepEqual(marked(cluster, name, profile), { shape, placement }, `${name} ${profile}`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('adds up on clusters like real ones, and is never more than is certain where use is hidden', () => {
    for (const file of ['stranded-node.yaml', 'mixed-cluster.yaml', 'cluster-200.json']) {
      const cluster = clusterFrom(file);
      for (const { name, profiles } of reportFragmentation(cluster).pools) {
        for (const { profile, inDemand, stranded } of profiles) {
          if (!inDemand && !profile.endsWith('gb')) continue;
          const { shape, placement } = marked(cluster, name, profile);
          const gpus = migGpusOf(fleetFrom(cluster)).filter(({ pool }) => pool === name);
          const isKnown = gpus.every(({ look }) => !look.includes('m'));
          if (isKnown) {
            assert.deepEqual([shape, placement], [stranded.shape, stranded.placement], `${file} ${name} ${profile}`);
          } else {
            assert.ok(shape <= stranded.shape && placement <= stranded.placementLeast, `${file} ${name} ${profile}`);
          }
        }
      }
    }
  });

  it('is nothing by shape in carve mode, where the report and the index have nothing either', () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const pool = reportFragmentation(cluster).pools.find(({ name }) => name === 'A100-40GB/carve') ?? assert.fail();
    assert.equal(pool.fragmentation.shape, 0);
    for (const { profile, stranded } of pool.profiles) {
      assert.equal(stranded.shape, 0, profile);
      assert.equal(marked(cluster, pool.name, profile).shape, 0, profile);
    }
  });

  it('is by placement where the fewest pods stand in the way, and no more than moving them would give', () => {
    // Three GPUs keep a 7g.40gb out: with 1, 4 and 7 of 8 slices in use. Repacked they would have room for one.
    const used = (count: number, at: number): string =>
      Array.from({ length: count }, (_, start) => `1g.5gb@${start}=x/p${at}-${start}`).join(' ');
    const counts = [4, 1, 7];
    const cluster = clusterOf(
      nodeObject('n', { gpus: counts.map(used) }),
      ...counts.flatMap((count, at) =>
        Array.from({ length: count }, (_, start) => podObject(`x/p${at}-${start}`, '1g.5gb', { on: 'n' })),
      ),
    );
    const marking = markingFrom(cluster, new Map([['A100-40GB/static', '7g.40gb']]));
    assert.deepEqual(
      migGpusOf(fleetFrom(cluster)).map((gpu) => marksFor(gpu, marking).placement),
      [0b00010000, 0b11111110, 0],
    );
    assert.deepEqual(
      migGpusOf(fleetFrom(cluster)).map((gpu) => isStranded(gpu, marking)),
      [true, true, false],
    );
  });

  it('is nothing where nothing is looked at', () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const marking = markingFrom(cluster, new Map());
    assert.ok(migGpusOf(fleetFrom(cluster)).every((gpu) => !isStranded(gpu, marking)));
  });
});
