/** A pod of a trace, as its file says. */
export interface TracedPod {
  /** Of the file, for messages. */
  readonly line: number;
  /** Hours. */
  readonly arrival: number;
  /** Hours; undefined where it never ends. */
  readonly lifetime: number | undefined;
  readonly ask: Ask;
}

/** What a pod asks for: a profile by name, a share of one GPU up to 1, or a number of whole GPUs. */
export type Ask =
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'fraction'; readonly fraction: number }
  | { readonly kind: 'whole'; readonly gpus: number };

/** The pods of a file that ask for GPUs, in its order. */
export interface TracedPods {
  readonly pods: readonly TracedPod[];
  /** Sentences about what was left out or assumed. */
  readonly notes: readonly string[];
}

/** A pod has as many GPUs as a node at most; larger numbers are mistakes, and would cost memory to believe. */
export const MOST_GPUS_OF_A_POD = 1024;
