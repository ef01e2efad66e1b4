import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyLayout, publishedBoards } from '../testing/published.ts';
import { model } from '../testing/shapes.ts';
import { gpuModels } from './catalogue.ts';
import { resourceOf } from './profile-name.ts';

describe('the catalogue', () => {
  it('has every published model and no other', () => {
    assert.deepEqual(
      gpuModels.map(({ name }) => String(name)),
      publishedBoards.map((board) => board.model),
    );
  });

  for (const board of publishedBoards) {
    it(`says of ${board.model} what was published`, () => {
      const found = model(board.model);
      assert.deepEqual(
        {
          products: found.products,
          computeSlices: found.computeSlices,
          memorySlices: found.memorySlices,
          memoryGB: found.memoryGB,
          placementsObserved: found.placementsObserved,
          driverIdsObserved: found.driverIdsObserved,
          profiles: found.profiles.map((profile) => ({
            name: String(profile.name),
            id: profile.driverId,
            compute: profile.compute,
            size: profile.memory,
            starts: profile.starts,
            max: profile.limit,
            resourceName: resourceOf(profile.name),
          })),
        },
        {
          products: board.productNames,
          computeSlices: board.computeSlices,
          memorySlices: board.memorySlices,
          memoryGB: board.memoryGB,
          placementsObserved: board.placementsObserved,
          driverIdsObserved: board.profileIdsObserved,
          profiles: board.profiles.map(({ name, id, compute, size, starts, max, resourceName }) => ({
            name,
            id,
            compute,
            size,
            starts,
            max,
            resourceName,
          })),
        },
      );
    });
  }

  it('numbers profiles and placements by position', () => {
    for (const { profiles, placements } of gpuModels) {
      assert.deepEqual(
        profiles.map(({ ordinal }) => ordinal),
        [...profiles.keys()],
      );
      assert.deepEqual(
        placements.map(({ ordinal }) => ordinal),
        [...placements.keys()],
      );
    }
  });

  it('gives the driver every legal start, each once', () => {
    for (const { profiles } of gpuModels) {
      for (const { driverStarts, starts } of profiles) {
        assert.deepEqual(
          driverStarts.toSorted((a, b) => a - b),
          starts,
        );
      }
    }
  });

  it('leaves out only engines that are never the limit', () => {
    // Where engine counts are published, the layouts they allow must be those that the catalogue's two engines allow.
    for (const board of publishedBoards) {
      const { engines, profiles } = model(board.model);
      for (const layout of everyLayout({ ...board, profiles: board.profiles.map(withoutEngines) })) {
        const taken = layout.map(([index]) => profiles[index]?.engines ?? { media: 0, ofa: 0 });
        const isAllowed =
          taken.reduce((sum, { media }) => sum + media, 0) <= engines.media &&
          taken.reduce((sum, { ofa }) => sum + ofa, 0) <= engines.ofa;
        const wantAllowed = fitsPublishedEngines(board, layout);
        if (isAllowed !== wantAllowed) assert.fail(`${board.model}: ${JSON.stringify(layout)} allowed: ${isAllowed}`);
      }
    }
  });
});

function withoutEngines(profile: (typeof publishedBoards)[number]['profiles'][number]) {
  const { engines: _, ...rest } = profile;
  return rest;
}

function fitsPublishedEngines(board: (typeof publishedBoards)[number], layout: readonly (readonly [number, number])[]) {
  const whole = board.profiles.find(({ size, name }) => size === board.memorySlices && !name.includes('gfx'));
  return Object.entries(whole?.engines ?? {}).every(([engine, capacity]) => {
    const taken = layout.reduce((sum, [index]) => sum + (board.profiles[index]?.engines?.[engine] ?? 0), 0);
    return taken <= capacity;
  });
}
