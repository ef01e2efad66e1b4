import type { Host } from '../replay/host.ts';
import type { FleetSpec, ModeSpec } from '../scenario.ts';
import type { Workload } from '../workload/workload.ts';

/** What a contender plays. */
export interface Match {
  readonly workload: Workload;
  readonly fleet: FleetSpec;
  readonly mode: ModeSpec;
  readonly seed: number;
}

/** Somebody who decides where instances go: a policy of the extender, or a rule that only a bench can follow. */
export interface Contender {
  readonly name: string;
  /** Completes "where an instance goes: …". */
  readonly summary: string;
  /** A fleet on which nothing is used, with this contender in charge. */
  createHost(match: Match): Host;
}
