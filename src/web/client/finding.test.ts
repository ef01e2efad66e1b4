import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetFrom, markingFrom } from '../../testing/fleets.ts';
import { clusterFrom } from '../../testing/objects.ts';
import { matchesWaiting, parseQuery } from './query.ts';
import { countHits, type Filters, sectionsOf, UNUSABLE, WHOLE } from './sections.ts';

const cluster = clusterFrom('mixed-cluster.yaml');
const fleet = fleetFrom(cluster);

const ALL: Filters = { query: [], pool: '', strandedOnly: false, marking: new Map() };

/** What a search finds: `node index`. */
function found(text: string, more: Partial<Filters> = {}): readonly string[] {
  return sectionsOf(fleet, { ...ALL, query: parseQuery(text), ...more }).flatMap(({ rows }) =>
    rows.flatMap(({ gpus, hits }) =>
      gpus.filter((_, index) => hits?.[index] ?? true).map(({ node, index }) => `${node} ${index}`),
    ),
  );
}

describe('search', () => {
  it('finds by pod, node and profile, in any case', () => {
    assert.deepEqual(found('triton'), ['a100-1 0']);
    assert.deepEqual(found('TEAM-VISION/triton-0'), ['a100-1 0']);
    assert.deepEqual(found('a100-carve'), ['a100-carve-1 0', 'a100-carve-1 1']);
    assert.deepEqual(found('4g.20gb'), ['a100-carve-1 0']);
    assert.deepEqual(found('nothing-like-it'), []);
  });

  it('meets every word, and looks in one kind of name where it is told to', () => {
    assert.deepEqual(found('a100-2 3g.20gb'), ['a100-2 0', 'a100-2 1']);
    assert.deepEqual(found('node:triton'), []);
    assert.deepEqual(found('profile:4g.71'), ['h200-1 0']);
    assert.deepEqual(found('pod:llm'), ['a100-carve-1 0', 'h200-1 0']);
  });

  it('finds waiting pods by name and by what they ask for', () => {
    assert.ok(matchesWaiting(parseQuery('triton 2g'), 'team/triton-2', ['2g.10gb']));
    assert.ok(!matchesWaiting(parseQuery('triton 3g'), 'team/triton-2', ['2g.10gb']));
    assert.ok(matchesWaiting(parseQuery('node:gpu-1'), 'team/triton-2', []), 'it is on no node');
    assert.ok(!matchesWaiting(parseQuery('pod:2g'), 'team/triton-2', ['2g.10gb']));
  });
});

describe('sections', () => {
  it('are the pools by name, then whole GPUs, then those that are not used', () => {
    const names = (file: string): readonly string[] =>
      sectionsOf(fleetFrom(clusterFrom(file)), ALL).map(({ name }) => name);
    assert.deepEqual(names('mixed-cluster.yaml').slice(-2), ['H200-141GB/static', WHOLE]);
    assert.equal(names('broken/objects.yaml').at(-1), UNUSABLE);
  });

  it('count what is found', () => {
    assert.deepEqual(countHits(sectionsOf(fleet, { ...ALL, query: parseQuery('llm') })), { gpus: 2, nodes: 2 });
    assert.deepEqual(countHits(sectionsOf(fleet, { ...ALL, pool: 'A30-24GB/static' })), { gpus: 4, nodes: 2 });
  });

  it('keep to a pool, and to GPUs with stranded slices', () => {
    const marking = markingFrom(cluster, new Map([['A100-40GB/static', '2g.10gb']]));
    const stranded = found('', { strandedOnly: true, marking });
    assert.ok(stranded.includes('a100-1 0'), 'an idle 3g.20gb where a 2g.10gb would fit');
    assert.ok(!stranded.includes('a100-1 1'), 'all used');
    assert.ok(
      stranded.every((gpu) => gpu.startsWith('a100-1') || gpu.startsWith('a100-2')),
      'no other pool is looked at',
    );
  });
});
