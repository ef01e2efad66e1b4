import assert from 'node:assert/strict';
import type { V1PodSpec } from '@kubernetes/client-node';

/** Fails where a pod is not as the restricted Pod Security Standard asks: no host, no root, no capability. */
export function assertRestricted(pod: V1PodSpec): void {
  assert.ok(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC);
  assert.equal(pod.securityContext?.runAsNonRoot, true);
  assert.ok((pod.securityContext?.runAsUser ?? 0) > 0);
  assert.equal(pod.securityContext?.seccompProfile?.type, 'RuntimeDefault');
  for (const { name, securityContext } of [...(pod.initContainers ?? []), ...pod.containers]) {
    assert.equal(securityContext?.allowPrivilegeEscalation, false, name);
    assert.deepEqual(securityContext?.capabilities, { drop: ['ALL'] }, name);
    assert.equal(securityContext?.privileged, undefined, name);
  }
  for (const { name, hostPath } of pod.volumes ?? []) assert.equal(hostPath, undefined, name);
}
