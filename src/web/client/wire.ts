import type { RecommendationSeen } from './api.ts';

/**
 * What the server tells the slice map: version 1. Positions are by index and GPUs are arrays, because a cluster has tens
 * of thousands of them; whoever reads it must know the version.
 */

/** The version of everything in this file. */
export const WIRE_VERSION = 1;

/** A profile of a GPU model; its position in `WireModel.profiles` is its ordinal. */
export interface WireProfile {
  readonly name: string;
  /** Memory slices of one instance. */
  readonly memory: number;
  readonly starts: readonly number[];
  /** Engines that one instance takes, of those that can run out. */
  readonly media: number;
  readonly ofa: number;
  /** False for variants such as `1g.5gb+me`. */
  readonly plain: boolean;
}

/** The geometry of a GPU model. */
export interface WireModel {
  readonly name: string;
  readonly memorySlices: number;
  readonly media: number;
  readonly ofa: number;
  readonly profiles: readonly WireProfile[];
}

/**
 * A GPU. In MIG mode: index, position of its model in `models`, position of its pool in the node's pools, its look, and
 * the pods that the look's `p` stand for, in that order. A look has three characters for each instance, by start: the
 * profile's ordinal and the start in base 36, and the use: `p` a pod that is known, `u` used by a pod that is not, `i`
 * idle, `m` maybe used.
 */
export type WireMigGpu = readonly [index: number, model: number, pool: number, look: string, ...pods: string[]];

/** A GPU that is handed out whole. */
export type WireWholeGpu = readonly [index: number, kind: -1, product: string];

/** A GPU that is not used, and why. */
export type WireUnusableGpu = readonly [index: number, kind: -2, product: string, reason: string];

/** Any GPU of a node. */
export type WireGpu = WireMigGpu | WireWholeGpu | WireUnusableGpu;

/** A node with GPUs. Flags: 1 cordoned, 2 the positions of its instances are deduced, 4 instances are cut as pods arrive. */
export type WireNode = readonly [name: string, flags: number, pools: readonly string[], gpus: readonly WireGpu[]];

/** A pod that waits; the cause is null until it has been looked at. */
export interface WireWaiting {
  /** `namespace/name`. */
  readonly pod: string;
  /** `2 x 1g.5gb`. */
  readonly asks: string;
  readonly profiles: readonly string[];
  readonly cause: string | null;
  /** `held by a scheduling gate`; empty for nothing. */
  readonly note: string;
}

/** The pods that wait, in the order in which kube-scheduler looks at them: the first of them, and how many there are. */
export interface WireQueue {
  readonly total: number;
  readonly pods: readonly WireWaiting[];
}

/** Headroom of a profile in a pool, in instances, and what is stranded, in memory slices; both ends where it is not known. */
export interface WireRung {
  readonly profile: string;
  readonly inDemand: boolean;
  readonly asShaped: number;
  readonly reshaped: readonly [least: number, most: number];
  readonly repacked: number;
  readonly byShape: readonly [least: number, most: number];
  readonly byPlacement: readonly [least: number, most: number];
}

/** The headroom ladder of a pool. */
export interface WirePool {
  readonly name: string;
  /** What is not certain about its GPUs, in sentences. */
  readonly doubts: readonly string[];
  readonly ladder: readonly WireRung[];
}

/** What is recommended at the moment. */
export interface WireAdvice {
  readonly recommendations: readonly RecommendationSeen[];
  /** What was not looked at, in sentences. */
  readonly undecided: readonly string[];
}

/** A pool at one moment: free memory slices, then for each profile of its ladder what is certain on the three rungs. */
export type WireSampledPool = readonly [
  name: string,
  free: number,
  rungs: readonly (readonly [profile: string, asShaped: number, reshaped: number, repacked: number])[],
];

/** All pools at one moment, in milliseconds since the epoch. */
export interface WireSample {
  readonly at: number;
  readonly pools: readonly WireSampledPool[];
}

/** How fresh the state is. */
export interface WireHealth {
  /** Seconds; null until there is a state. */
  readonly age: number | null;
  /** Why nothing is decided on it; null where nothing stands against it. */
  readonly obstacle: string | null;
}

/** Where the state comes from. */
export interface WireOrigin {
  readonly kind: 'snapshot' | 'live';
  /** The file, or the server's address. */
  readonly name: string;
}

/** The whole picture: what `GET /map.json` answers. */
export interface WireMap {
  readonly v: number;
  /** Which run of the server; revisions of different runs have nothing to do with each other. */
  readonly epoch: string;
  readonly revision: number;
  readonly origin: WireOrigin;
  readonly policy: string;
  readonly health: WireHealth;
  readonly models: readonly WireModel[];
  readonly samples: readonly WireSample[];
  /** Null until it has been worked out, which takes seconds the first time. */
  readonly pools: readonly WirePool[] | null;
  /** Null until it has been sought. */
  readonly advice: WireAdvice | null;
  readonly waiting: WireQueue;
  /** Objects that could not be read or make no sense. */
  readonly problems: number;
  readonly nodes: readonly WireNode[];
}

/** What has changed from one revision to the next. What is absent has not. */
export interface WireChange {
  readonly from: number;
  readonly to: number;
  readonly nodes?: readonly WireNode[];
  /** Names of nodes that are no more. */
  readonly gone?: readonly string[];
  readonly waiting?: WireQueue;
  readonly pools?: readonly WirePool[];
  readonly advice?: WireAdvice;
  readonly problems?: number;
  readonly sample?: WireSample;
}

/** The first event of a stream. */
export interface WireHello {
  readonly v: number;
  readonly epoch: string;
  /** Of the page's own files: where it is another one, the page is out of date. */
  readonly assets: string;
}
