import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gpuModels } from '../../solver/model/catalogue.ts';
import type { TraceWorkload } from '../scenario.ts';
import { peakSlices } from './peak-slices.ts';

const model = gpuModels.find(({ name }) => name === 'A100-40GB') ?? assert.fail();

const someRequests = fc
  .array(
    fc.record({ at: fc.nat({ max: 20 }), lifetime: fc.nat({ max: 9 }), profile: fc.constantFrom(...model.profiles) }),
    { maxLength: 30 },
  )
  .map((requests) => requests.toSorted((a, b) => a.at - b.at));

describe('the peak of a trace', () => {
  it('is what is held at the fullest moment, between whole hours', () => {
    fc.assert(
      fc.property(someRequests, (requests) => {
        const trace: TraceWorkload = {
          kind: 'trace',
          name: 'a',
          at: requests.map(({ at }) => at),
          lifetime: requests.map(({ lifetime }) => lifetime),
          profile: requests.map(({ profile }) => profile.name),
          pod: requests.map((_, index) => index),
          warmUp: 0,
        };
        const heldAt = (time: number): number =>
          requests
            .filter(({ at, lifetime }) => at < time && time < at + lifetime)
            .reduce((sum, { profile }) => sum + profile.memory, 0);
        assert.equal(
          peakSlices(trace, model),
          Math.max(...Array.from({ length: 30 }, (_, hour) => heldAt(hour + 0.5))),
        );
      }),
    );
  });
});
