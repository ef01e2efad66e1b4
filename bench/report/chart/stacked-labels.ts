/**
 * Moves labels apart that would cover each other, each as near to its wanted place as the others let it: the least squares
 * solution, by pooling neighbours that collide. Keeps their order, and keeps them between the ends as long as there is room.
 *
 * @param wanted Positions, ascending.
 * @param gap Least distance of neighbours.
 */
export function stackLabels(wanted: readonly number[], gap: number, low: number, high: number): readonly number[] {
  // Less the room that the labels before it need, a label only must not come before its neighbour: isotonic regression.
  const pools: { sum: number; count: number }[] = [];
  for (const [index, position] of wanted.entries()) {
    let pool = { sum: position - index * gap, count: 1 };
    for (let before = pools.at(-1); before !== undefined && mean(before) > mean(pool); before = pools.at(-1)) {
      pools.pop();
      pool = { sum: before.sum + pool.sum, count: before.count + pool.count };
    }
    pools.push(pool);
  }
  const last = high - (wanted.length - 1) * gap;
  const starts = pools.flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)));
  return starts.map((start, index) => Math.max(low, Math.min(last, start)) + index * gap);
}

function mean({ sum, count }: { readonly sum: number; readonly count: number }): number {
  return sum / count;
}
