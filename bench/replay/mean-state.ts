import type { State } from './outcome.ts';

/** The mean of each number of some states, of each profile's for itself; six digits are kept, so that files stay small. */
export function meanState(states: readonly State[]): State {
  const mean = (of: (state: State) => number): number =>
    rounded(states.reduce((sum, state) => sum + of(state), 0) / states.length);
  const meanIfAny = (of: (state: State) => number | null): number | null =>
    states.some((state) => of(state) === null) ? null : mean((state) => of(state) ?? 0);
  const meanEach = (of: (state: State) => readonly number[]): readonly number[] =>
    (states[0] === undefined ? [] : of(states[0])).map((_, index) => mean((state) => of(state)[index] ?? 0));
  return {
    usedSlices: mean(({ usedSlices }) => usedSlices),
    gpusActive: mean(({ gpusActive }) => gpusActive),
    gpusNeeded: mean(({ gpusNeeded }) => gpusNeeded),
    asShaped: meanEach(({ asShaped }) => asShaped),
    reshaped: meanEach(({ reshaped }) => reshaped),
    repacked: meanEach(({ repacked }) => repacked),
    stranded: mean(({ stranded }) => stranded),
    dead: mean(({ dead }) => dead),
    fragmentation: mean(({ fragmentation }) => fragmentation),
    mfiSeverity: meanIfAny(({ mfiSeverity }) => mfiSeverity),
    migbenchPhysical: meanIfAny(({ migbenchPhysical }) => migbenchPhysical),
    migbenchStranded: meanIfAny(({ migbenchStranded }) => migbenchStranded),
    contention: mean(({ contention }) => contention),
  };
}

/** A number to six digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
