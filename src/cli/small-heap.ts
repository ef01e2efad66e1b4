import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect garbage sooner, for a little more work. Following a cluster lets objects of several times the size of
 * the state pass through: by default the heap grows to three times what is kept before anything is collected, and a first
 * sync of 50,000 pods takes 480 MB where 330 MB do. It has to be said before modules are loaded, which make the heap grow.
 */
export function keepHeapSmall(): void {
  // Per cent by which the old generation may outgrow what was kept last time; and the young one does not grow at all.
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=1');
}
