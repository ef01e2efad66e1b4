import { counted } from './counted.ts';
import type { FleetGpu } from './fleet.ts';
import { type Segment, segmentsOf, type Use } from './look.ts';
import type { Marks } from './marking.ts';

const USE_TEXT: Readonly<Record<Use, string>> = {
  used: 'used',
  idle: 'idle',
  maybe: 'some of these are used, not known which',
  none: 'no instance',
};

/** `2g.10gb@0: used by team/pod`, `slice 3: no instance`. */
export function describeSegment({ profile, start, use, podAt }: Segment, pods: readonly string[]): string {
  const what = profile === undefined ? `slice ${start}` : `${profile.name}@${start}`;
  const pod = pods[podAt];
  return `${what}: ${pod === undefined ? USE_TEXT[use] : `used by ${pod}`}`;
}

/** A GPU in one sentence, for those who hear the map. */
export function describeGpu(gpu: FleetGpu, marks: Marks, focus: string | undefined): string {
  const name = `GPU ${gpu.index}`;
  if (gpu.kind !== 'mig') {
    return gpu.reason === '' ? `${name}: ${gpu.product}, handed out whole` : `${name}: not used: ${gpu.reason}`;
  }
  const segments = segmentsOf(gpu.model, gpu.look);
  const instances = segments.filter(({ profile }) => profile !== undefined);
  const free = segments.length - instances.length;
  const parts = [
    ...instances.map((segment) => describeSegment(segment, gpu.pods)),
    ...(free > 0 ? [`${counted(free, 'slice')} without an instance`] : []),
    ...describeMarks(marks, focus),
  ];
  return `${name}: ${parts.join('; ')}`;
}

/** What is stranded on a GPU, in sentences. */
export function describeMarks({ shape, placement }: Marks, focus: string | undefined): readonly string[] {
  if (focus === undefined) return [];
  return [
    ...(shape === 0 ? [] : [`${slices(shape)} of use to ${focus} only once idle instances are recut`]),
    ...(placement === 0 ? [] : [`${slices(placement)} of use to ${focus} only once pods are moved`]),
  ];
}

/** `slice 3`, `slices 4 to 7`, `slices 2, 3 and 6`. */
export function slices(mask: number): string {
  const numbers = Array.from({ length: 16 }, (_, slice) => slice).filter((slice) => (mask & (1 << slice)) !== 0);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (numbers.length === 1) return `slice ${first}`;
  if (numbers.length > 2 && Number(last) - Number(first) === numbers.length - 1) return `slices ${first} to ${last}`;
  return `slices ${numbers.slice(0, -1).join(', ')} and ${last}`;
}
