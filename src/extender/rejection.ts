/**
 * Why `filter` rejects a node. kube-scheduler counts equal messages and puts the count before each ("5 mig: …"), writes
 * them to the pod's condition, and retries a pod whose condition changes: so there are few, and nothing in them varies.
 */
export const rejectionMessages = {
  'unknown-node': 'mig: node not known yet',
  'unknown-profile': 'mig: profile not offered',
  unusable: 'mig: GPU layout not known',
  reshape: 'mig: only a recut of idle instances makes room',
  moves: 'mig: only moving pods makes room',
  full: 'mig: slices in use',
  undecided: 'mig: search budget spent',
} as const;

/** Why a node is rejected, as metrics and logs name it. */
export type RejectionCode = keyof typeof rejectionMessages;
