import type { Run } from './replay/outcome.ts';
import type { Scenario } from './scenario.ts';

/** A whole bench, or what is finished of one: what `-o json` prints, what shards exchange, and what every report is made of. */
export interface BenchResult {
  readonly kind: 'slicewise-bench';
  readonly version: 2;
  /** What was asked for: the preset's name, or `custom`. */
  readonly title: string;
  /** Replays that were to be made; fewer are in `runs` where the bench was ended early, or is one shard of several. */
  readonly planned: number;
  /** Whether the bound of every scenario and seed was asked for; those that could not be found are not in `bounds`. */
  readonly bound: boolean;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly scenarios: readonly NamedScenario[];
  /** In order of scenario, then policy as asked for, then seed. */
  readonly policies: readonly string[];
  readonly runs: readonly Run[];
  readonly bounds: readonly Bound[];
}

/** A scenario and its name in reports: what tells it from the others, `uniform, load 0.85, 100 GPUs`. */
export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

/** What no policy can exceed on one stream of requests, by the clairvoyant linear program: knows the future, may cut requests in parts. */
export interface Bound {
  /** Index into the scenarios. */
  readonly scenario: number;
  readonly seed: number;
  /** Memory slices of counted requests: asked for, and the most that could be accepted. */
  readonly askedSlices: number;
  readonly acceptedSlices: number;
}
