import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY, layoutTable } from '../../../solver/layout/layout-table.ts';
import { gpuModels } from '../../../solver/model/catalogue.ts';
import type { GpuModel, Placement } from '../../../solver/model/gpu-model.ts';
import { WIRE_MODELS } from '../live/node-text.ts';
import { marksOf } from './stranding.ts';

/** Instances that can exist together, by the tables of the solver, each used, idle or not known. */
const gpu = fc
  .tuple(
    fc.constantFrom(...gpuModels),
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom('u', 'i', 'm')), { maxLength: 12 }),
  )
  .map(([model, picks]) => {
    const table = layoutTable(model);
    let all = EMPTY;
    const placed: { placement: Placement; use: string }[] = [];
    for (const [pick, use] of picks) {
      const placement = model.placements[pick % model.placements.length];
      const next = placement === undefined ? undefined : table.after(all, placement);
      if (placement === undefined || next === undefined) continue;
      all = next;
      placed.push({ placement, use });
    }
    return { model, placed: placed.toSorted((a, b) => a.placement.start - b.placement.start) };
  });

/** By the definition, with the solver's tables: for each slice the first of what can be said of it. */
function wantMarks(model: GpuModel, placed: readonly { placement: Placement; use: string }[], profile: string) {
  const table = layoutTable(model);
  let occupancy = EMPTY;
  for (const { placement, use } of placed) {
    if (use !== 'i') occupancy = table.after(occupancy, placement) ?? assert.fail('cannot be');
  }
  const own = model.placements.filter((placement) => placement.profile.name === profile);
  const covers = (placements: readonly Placement[], slice: number): boolean =>
    placements.some(({ window }) => (window & (1 << slice)) !== 0);
  let shape = 0;
  let placement = 0;
  for (let slice = 0; slice < model.memorySlices; slice++) {
    const isTaken = (table.occupied(occupancy) & (1 << slice)) !== 0;
    const ready = placed.filter((each) => each.use === 'i' && each.placement.profile.name === profile);
    if (
      isTaken ||
      covers(
        ready.map((each) => each.placement),
        slice,
      ) ||
      !covers(own, slice)
    )
      continue;
    if (
      covers(
        own.filter((each) => table.after(occupancy, each) !== undefined),
        slice,
      )
    )
      shape |= 1 << slice;
    else placement |= 1 << slice;
  }
  return { shape, placement };
}

describe('marksOf', () => {
  it('marks by the definition of what is stranded, on every model, by the tables of the solver', () => {
    fc.assert(
      fc.property(gpu, ({ model, placed }) => {
        const wire = WIRE_MODELS[gpuModels.indexOf(model)] ?? assert.fail();
        const look = placed
          .map(({ placement, use }) => `${placement.profile.ordinal.toString(36)}${placement.start.toString(36)}${use}`)
          .join('');
        for (const profile of wire.profiles) {
          assert.deepEqual(
            marksOf(wire, look, profile),
            wantMarks(model, placed, profile.name),
            `${look} ${profile.name}`,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('marks the half of a stranded A100 that a 3g.20gb keeps from a 2g.10gb', () => {
    const a100 = WIRE_MODELS.find(({ name }) => name === 'A100-40GB') ?? assert.fail();
    const of = (name: string) => a100.profiles.find((each) => each.name === name) ?? assert.fail();
    // 2g.10gb@0 and @2 used, 3g.20gb@4 idle: a 2g.10gb fits at 4 once recut; slices 6 and 7 are in no window of it.
    const look = '30u32u44i';
    assert.deepEqual(marksOf(a100, look, of('2g.10gb')), { shape: 0b110000, placement: 0 });
    assert.deepEqual(marksOf(a100, look, of('3g.20gb')), { shape: 0, placement: 0 });
    assert.deepEqual(marksOf(a100, look, of('7g.40gb')), { shape: 0, placement: 0b11110000 });
  });
});
