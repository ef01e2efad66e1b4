/** Something in the cluster that makes no sense and was left out; the rest of the cluster works. */
export interface Problem {
  /** Kind and name: `Node gpu-a1`, `Pod team-a/train-0`. */
  readonly object: string;
  /** What is wrong, naming the field where there is one. */
  readonly message: string;
}
