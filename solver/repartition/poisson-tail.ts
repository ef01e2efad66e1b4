/**
 * How likely it is that at least n instances are needed, for n from 0 to `most`, where `mean` are in use in the mean and each
 * comes and goes by itself (Poisson). Adds up logarithms, so that means in the thousands are no matter.
 */
export function poissonTail(mean: number, most: number): readonly number[] {
  const tail = [1];
  let logarithm = -mean;
  let below = 0;
  for (let n = 1; n <= most; n++) {
    below += Math.exp(logarithm);
    tail.push(Math.max(0, 1 - below));
    logarithm += Math.log(mean) - Math.log(n);
  }
  return tail;
}
