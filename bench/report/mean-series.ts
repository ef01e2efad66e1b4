import { meanState } from '../replay/mean-state.ts';
import type { Sample } from '../replay/outcome.ts';

/** The mean course of several replays, sample by sample, as far as the shortest goes. */
export function meanSeries(courses: readonly (readonly Sample[])[]): readonly Sample[] {
  const length = courses.length === 0 ? 0 : Math.min(...courses.map((course) => course.length));
  return Array.from({ length }, (_, at) => {
    const samples = courses.flatMap((course) => course[at] ?? []);
    const time = samples.reduce((sum, sample) => sum + sample.time, 0) / samples.length;
    return { time, state: meanState(samples.map(({ state }) => state)) };
  });
}
