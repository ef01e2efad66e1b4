import { type NodeShape, type Request, requestOn } from '../../solver/node/node-shape.ts';
import type { GpuRequest } from './pod.ts';

/** The instances that a pod holds on a node, in the names of its models; what the node does not know is left out. */
export function instancesOn(shape: NodeShape, single: string | undefined, { instances, devices }: GpuRequest): Request {
  const named = instances.flatMap(({ profile, count }) => (profile === undefined ? [] : [{ profile, count }]));
  const asked = single !== undefined && devices > 0 ? [...named, { profile: single, count: devices }] : named;
  return (
    requestOn(
      shape,
      asked.filter((item) => requestOn(shape, [item]) !== undefined),
    ) ?? []
  );
}
