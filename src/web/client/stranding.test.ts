import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY, layoutTable } from '../../../solver/layout/layout-table.ts';
import { gpuModels } from '../../../solver/model/catalogue.ts';
import type { Placement } from '../../../solver/model/gpu-model.ts';
import { anyInstances, type CutGpu } from '../../testing/cut-gpus.ts';
import { WIRE_MODELS } from '../live/node-text.ts';
import { bitsOf } from './bits.ts';
import { unusedOf } from './stranding.ts';

const wireModelOf = ({ model }: CutGpu) => WIRE_MODELS[gpuModels.indexOf(model)] ?? assert.fail();

function lookOf({ placed }: CutGpu): string {
  return placed
    .map(({ placement, use }) => `${placement.profile.ordinal.toString(36)}${placement.start.toString(36)}${use}`)
    .join('');
}

/** What of a GPU is taken, by the tables of the solver. */
function takenOn({ model, placed }: CutGpu) {
  const table = layoutTable(model);
  const taken = placed.filter(({ use }) => use !== 'i');
  return taken.reduce((now, { placement }) => table.after(now, placement) ?? assert.fail('cannot be'), EMPTY);
}

const coverOf = (placements: readonly Placement[]): number => placements.reduce((sum, { window }) => sum | window, 0);

describe('unusedOf', () => {
  it('finds by shape as many slices as the tables of the solver have windows beyond the idle instances', () => {
    fc.assert(
      fc.property(anyInstances('ium'), (gpu) => {
        const table = layoutTable(gpu.model);
        const wire = wireModelOf(gpu);
        for (const { ordinal, name, memory } of gpu.model.profiles) {
          const idle = gpu.placed.filter(({ placement, use }) => use === 'i' && placement.profile.name === name).length;
          const want = (table.spare(takenOn(gpu), ordinal) - idle) * memory;
          const profile = wire.profiles[ordinal] ?? assert.fail();
          const look = lookOf(gpu);
          assert.equal(
            bitsOf(unusedOf({ model: wire, look, isCarved: false }, profile).shape),
            want,
            `${look} ${name}`,
          );
          assert.equal(
            unusedOf({ model: wire, look, isCarved: true }, profile).shape,
            0,
            'a carve pod takes them at once',
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps kinds apart, and to free slices: within windows of the profile where pods stand, and beside them', () => {
    fc.assert(
      fc.property(anyInstances('ium'), fc.boolean(), (gpu, isCarved) => {
        const table = layoutTable(gpu.model);
        const model = wireModelOf(gpu);
        const occupied = table.occupied(takenOn(gpu));
        for (const { ordinal, name } of gpu.model.profiles) {
          const profile = model.profiles[ordinal] ?? assert.fail();
          const { shape, blocked, aside } = unusedOf({ model, look: lookOf(gpu), isCarved }, profile);
          assert.equal(bitsOf(shape) + bitsOf(blocked) + bitsOf(aside), bitsOf(shape | blocked | aside));
          assert.equal((shape | blocked | aside) & occupied, 0);
          const own = gpu.model.placements.filter((placement) => placement.profile.name === name);
          assert.equal(aside & coverOf(own), 0);
          assert.equal((shape | blocked) & ~coverOf(own), 0);
          const left = ~(occupied | shape | blocked | aside) & ((1 << model.memorySlices) - 1);
          assert.equal(bitsOf(left) % profile.memory, 0, 'what is left can be used: whole windows');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds the half of a stranded A100 that a 3g.20gb keeps from a 2g.10gb', () => {
    const model = WIRE_MODELS.find(({ name }) => name === 'A100-40GB') ?? assert.fail();
    // 2g.10gb@0 and @2 used, 3g.20gb@4 idle: a 2g.10gb fits at 4 once recut; slices 6 and 7 are in no window of it.
    const of = (name: string, isCarved = false) =>
      unusedOf(
        { model, look: '30u32u44i', isCarved },
        model.profiles.find((each) => each.name === name) ?? assert.fail(),
      );
    assert.deepEqual(of('2g.10gb'), { shape: 0b110000, blocked: 0, aside: 0b11000000 });
    assert.deepEqual(of('2g.10gb', true), { shape: 0, blocked: 0, aside: 0b11000000 });
    assert.deepEqual(of('3g.20gb'), { shape: 0, blocked: 0, aside: 0 });
    assert.deepEqual(of('7g.40gb'), { shape: 0, blocked: 0b11110000, aside: 0 });
  });

  it('finds one window for the one instance with media engines that a GPU can have', () => {
    const model = WIRE_MODELS.find(({ name }) => name === 'A100-40GB') ?? assert.fail();
    const profile = model.profiles.find(({ name }) => name === '1g.5gb+me') ?? assert.fail();
    const of = (look: string) => unusedOf({ model, look, isCarved: false }, profile);
    assert.deepEqual(of(''), { shape: 0b1, blocked: 0b1111110, aside: 0b10000000 });
    assert.equal(of('13i').shape, 0, 'the idle one is it');
    assert.equal(of('13u').shape, 0, 'a pod has it');
  });
});
