import type { NodeShape } from '../node/node-shape.ts';

/** Equal for nodes that are the same to every policy. */
export function shapeId({ mode, gpus, hidden, shared }: NodeShape): string {
  return [
    mode,
    ...gpus.map(({ id }) => id).sort(),
    ...[...hidden].map(([name, count]) => `${name} ${count}`).sort(),
    ...[...shared].map(([name, { perInstance, taken }]) => `${name} ${taken}/${perInstance}`).sort(),
  ].join();
}
