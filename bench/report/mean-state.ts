import type { Sample, State } from '../replay/outcome.ts';

/** The mean of states of one fleet, figure by figure; absent without any. */
export function meanState(states: readonly State[]): State | undefined {
  if (states.length === 0) return undefined;
  const mean = (pick: (state: State) => number): number =>
    states.reduce((sum, state) => sum + pick(state), 0) / states.length;
  const means = (pick: (state: State) => readonly number[]): readonly number[] =>
    Array.from({ length: Math.max(...states.map((state) => pick(state).length)) }, (_, at) =>
      mean((state) => pick(state)[at] ?? 0),
    );
  return {
    usedSlices: mean((state) => state.usedSlices),
    gpusActive: mean((state) => state.gpusActive),
    gpusNeeded: mean((state) => state.gpusNeeded),
    asShaped: means((state) => state.asShaped),
    reshaped: means((state) => state.reshaped),
    repacked: means((state) => state.repacked),
    stranded: mean((state) => state.stranded),
    dead: mean((state) => state.dead),
    fragmentation: mean((state) => state.fragmentation),
    mfiSeverity: mean((state) => state.mfiSeverity),
    migbenchPhysical: mean((state) => state.migbenchPhysical),
    migbenchStranded: mean((state) => state.migbenchStranded),
    contention: mean((state) => state.contention),
  };
}

/** The mean course of several replays, sample by sample, as far as the shortest goes. */
export function meanSeries(courses: readonly (readonly Sample[])[]): readonly Sample[] {
  const length = courses.length === 0 ? 0 : Math.min(...courses.map((course) => course.length));
  return Array.from({ length }, (_, at) => courses.flatMap((course) => course[at] ?? [])).flatMap((samples) => {
    const state = meanState(samples.map((sample) => sample.state));
    const time = samples.reduce((sum, sample) => sum + sample.time, 0) / samples.length;
    return state === undefined ? [] : [{ time, state }];
  });
}
