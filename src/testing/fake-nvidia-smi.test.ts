import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DriverInAFile, driverInAFile } from './driver-in-a-file.ts';

describe('the simulated driver refuses what a real one refuses', () => {
  let driver: DriverInAFile;
  before(async () => {
    driver = await driverInAFile([{ uuid: 'GPU-1', model: 'A100-40GB', instances: ['3g.20gb@4*', '1g.5gb@0'] }]);
  });
  after(() => driver.remove());

  const refused: readonly [name: string, command: string, want: RegExp][] = [
    ['a compute instance in use', 'nvidia-smi mig -i 0 -gi 13 -dci', /In use by another client/],
    ['a GPU instance before its compute instance', 'nvidia-smi mig -i 0 -gi 12 -dgi', /In use by another client/],
    ['a window that is taken', 'nvidia-smi mig -i 0 -cgi 14:0 -C', /Insufficient Resources/],
    ['a start that is not legal', 'nvidia-smi mig -i 0 -cgi 14:3 -C', /Invalid Argument/],
    [
      'a second instance with media extensions',
      'nvidia-smi mig -i 0 -cgi 20:1 -C && nvidia-smi mig -i 0 -cgi 20:2 -C',
      /Insufficient/,
    ],
    ['an instance that is not there', 'nvidia-smi mig -i 0 -gi 9 -dci', /Not Found/],
    ['a GPU that is not there', 'nvidia-smi mig -i 7 -lgi', /No devices/],
  ];
  for (const [name, command, want] of refused) {
    it(name, async () => {
      const { status, output } = await driver.run(command, []);
      assert.notEqual(status, 0);
      assert.match(output, want);
    });
  }
});
